using ModelDsl.Runtime.Data;

namespace ModelDsl.Runtime.Explaining;

/// <summary>The way from one code to another, as a decoder or generator shows it.</summary>
public static class LatentWalk
{
    /// <summary>The codes on the way, the first and the last one among them.</summary>
    /// <param name="from">Where it begins.</param>
    /// <param name="to">Where it ends, a code of as many numbers.</param>
    /// <param name="steps">How many codes, at least 2.</param>
    /// <param name="onSphere">
    /// Whether it goes along the sphere (White 2016), (sin((1 - t) a) from + sin(t a) to) / sin a with a the angle between the two, as suits codes of a normal distribution, whose
    /// lengths are much alike; else straight.
    /// </param>
    /// <exception cref="ArgumentException">The codes are not of one length.</exception>
    public static float[][] Codes(ReadOnlySpan<float> from, ReadOnlySpan<float> to, int steps, bool onSphere = false)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(steps, 2);
        if (from.Length != to.Length) throw new ArgumentException($"A code of {from.Length} numbers and one of {to.Length}.", nameof(to));
        double angle = onSphere ? Angle(from, to) : 0;
        var codes = new float[steps][];
        for (int step = 0; step < steps; step++)
        {
            double t = (double)step / (steps - 1);
            bool isStraight = Math.Sin(angle) < 1e-6;
            double a = isStraight ? 1 - t : Math.Sin((1 - t) * angle) / Math.Sin(angle), b = isStraight ? t : Math.Sin(t * angle) / Math.Sin(angle);
            codes[step] = new float[from.Length];
            for (int i = 0; i < from.Length; i++) codes[step][i] = (float)(a * from[i] + b * to[i]);
        }

        return codes;
    }

    /// <summary>A row of pictures for each pair of codes that follow each other.</summary>
    /// <param name="decoder">From codes to images with values from 0 to 1.</param>
    /// <param name="codes">The stations, at least two.</param>
    /// <param name="steps">Pictures in a row.</param>
    /// <param name="onSphere">See <see cref="Codes"/>.</param>
    /// <param name="scale">How many pixels wide and high each pixel becomes.</param>
    /// <exception cref="ArgumentException">There are not two codes, one does not fit the decoder, or it gives no images.</exception>
    public static Picture Draw<TCode, TImage>(Network<TCode, TImage> decoder, IReadOnlyList<float[]> codes, int steps = 10, bool onSphere = false, int scale = 1)
        where TCode : IShape where TImage : IShape
    {
        ArgumentNullException.ThrowIfNull(decoder);
        ArgumentNullException.ThrowIfNull(codes);
        if (codes.Count < 2) throw new ArgumentException("A walk needs at least two codes.", nameof(codes));
        var all = codes.Zip(codes.Skip(1)).SelectMany(pair => Codes(pair.First, pair.Second, steps, onSphere)).SelectMany(code => code).ToArray();
        using var plain = Tensor<TCode>.From(all);
        using var typed = plain.To(decoder.ElementType);
        using var there = typed.To(decoder.Device);
        using var input = Tensor<TCode>.Wrap(there);
        using var images = decoder.Predict(input);
        return Tiles.Images(images, steps, scale);
    }

    private static double Angle(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        double product = 0, lengthA = 0, lengthB = 0;
        for (int i = 0; i < a.Length; i++)
        {
            product += (double)a[i] * b[i];
            lengthA += (double)a[i] * a[i];
            lengthB += (double)b[i] * b[i];
        }

        return Math.Acos(Math.Clamp(product / Math.Sqrt(lengthA * lengthB), -1, 1));
    }
}
