namespace ModelDsl.Runtime.Data;

/// <summary>
/// Points made by a formula, for first experiments. An example depends on the seed and its own number alone: u is drawn evenly from 0 to 1
/// for each, and noise is added to each number with the standard deviation given.
/// </summary>
public static class SyntheticData
{
    /// <summary>
    /// Two arms of one and a half turns around each other, example i on arm i mod 2: with the angle a = 3 pi sqrt(u) and the radius
    /// r = sqrt(u), the points (r cos a, r sin a) and (-r cos a, -r sin a).
    /// </summary>
    /// <typeparam name="TInput">The network's input: two numbers.</typeparam>
    /// <exception cref="ShapeMismatchException">The input is not of two numbers.</exception>
    public static Dataset<TInput, Labels> TwoSpirals<TInput>(int count, double noise, int seed) where TInput : IShape =>
        Points<TInput>(count, noise, seed, static (int arm, ref SplitMix64 random) =>
        {
            double radius = Math.Sqrt(random.Fraction());
            var (sin, cos) = Math.SinCos(3 * Math.PI * radius);
            return arm == 0 ? (radius * cos, radius * sin) : (-radius * cos, -radius * sin);
        });

    /// <summary>
    /// Two half circles that reach into each other, example i on circle i mod 2: with the angle a = pi u, the points (cos a, sin a) and
    /// (1 - cos a, 1/2 - sin a).
    /// </summary>
    /// <inheritdoc cref="TwoSpirals"/>
    public static Dataset<TInput, Labels> Moons<TInput>(int count, double noise, int seed) where TInput : IShape =>
        Points<TInput>(count, noise, seed, static (int circle, ref SplitMix64 random) =>
        {
            var (sin, cos) = Math.SinCos(Math.PI * random.Fraction());
            return circle == 0 ? (cos, sin) : (1 - cos, 0.5 - sin);
        });

    /// <summary>
    /// A disc of radius 0.4 (class 0) inside a ring from radius 0.9 to 1 (class 1), example i of class i mod 2, spread evenly over the
    /// area. No two straight lines part them, but three do: a triangle around the disc.
    /// </summary>
    /// <inheritdoc cref="TwoSpirals"/>
    public static Dataset<TInput, Labels> DiscInRing<TInput>(int count, double noise, int seed) where TInput : IShape =>
        Points<TInput>(count, noise, seed, static (int ring, ref SplitMix64 random) =>
        {
            double radius = Math.Sqrt(ring == 0 ? random.Between(0, 0.4 * 0.4) : random.Between(0.9 * 0.9, 1));
            var (sin, cos) = Math.SinCos(2 * Math.PI * random.Fraction());
            return (radius * cos, radius * sin);
        });

    /// <summary>One period of a sine: x = 2 u - 1, and the target sin(pi x) with noise added to it alone.</summary>
    /// <typeparam name="TInput">The network's input: one number.</typeparam>
    /// <typeparam name="TTarget">Its output: one number.</typeparam>
    /// <exception cref="ShapeMismatchException">Input or target is not of one number.</exception>
    public static Dataset<TInput, Tensor<TTarget>> Sinusoid<TInput, TTarget>(int count, double noise, int seed)
        where TInput : IShape where TTarget : IShape
    {
        Check<TInput>(count, noise, size: 1);
        Check<TTarget>(count, noise, size: 1);
        var (inputs, targets) = (new float[count], new float[count]);
        for (int i = 0; i < count; i++)
        {
            var random = SplitMix64.For(seed, i);
            double x = random.Between(-1, 1);
            inputs[i] = (float)x;
            targets[i] = (float)(Math.Sin(Math.PI * x) + noise * random.Normals().First);
        }

        return new Dataset<TInput, Tensor<TTarget>>(Examples.Floats<TInput>(inputs), Examples.Floats<TTarget>(targets));
    }

    private delegate (double X, double Y) Place(int label, ref SplitMix64 random);

    private static Dataset<TInput, Labels> Points<TInput>(int count, double noise, int seed, Place place) where TInput : IShape
    {
        Check<TInput>(count, noise, size: 2);
        var (inputs, labels) = (new float[2 * count], new byte[count]);
        for (int i = 0; i < count; i++)
        {
            var random = SplitMix64.For(seed, i);
            labels[i] = (byte)(i % 2);
            var (x, y) = place(labels[i], ref random);
            var (right, up) = random.Normals();
            (inputs[2 * i], inputs[2 * i + 1]) = ((float)(x + noise * right), (float)(y + noise * up));
        }

        return new Dataset<TInput, Labels>(Examples.Floats<TInput>(inputs), Examples.Labels(labels, classes: 2));
    }

    private static void Check<TShape>(int count, double noise, int size) where TShape : IShape
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(noise);
        if (Examples.SizeOf<TShape>() != size) throw new ShapeMismatchException("points", ShapeMismatchException.FormatBatch<TShape>(), [count, size]);
    }
}
