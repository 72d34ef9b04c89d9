using static System.FormattableString;

namespace ModelDsl.Runtime.Explaining;

/// <summary>
/// What a picture loses when a part of it is covered (Zeiler &amp; Fergus 2014): a square goes over it, and each place of the map is the class's output for the whole picture less that
/// for the picture with the square there. Needs outputs alone, and no gradient.
/// </summary>
public static class Occlusion
{
    private const int Batch = 64;

    /// <summary>The map of one picture, a place for each place of the square.</summary>
    /// <param name="network">Its output, most often probabilities, is what is compared.</param>
    /// <param name="input">One example, [1, C, H, W].</param>
    /// <param name="label">The output that is looked at.</param>
    /// <param name="size">Rows and columns of the square.</param>
    /// <param name="stride">How far it goes from place to place.</param>
    /// <param name="cover">What it puts in place of the picture's values; in a normalised picture 0 is the mean.</param>
    /// <exception cref="ArgumentException">There is more than one example, or it is no image, or there is no such output.</exception>
    public static HeatMap Of<TInput, TOutput>(Network<TInput, TOutput> network, Tensor<TInput> input, int label, int size, int stride = 1, float cover = 0)
        where TInput : IShape where TOutput : IShape
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(input);
        var dimensions = TInput.Dimensions;
        if (input.Count != 1 || dimensions.Length != 3) throw new ArgumentException(Invariant($"One image [1, C, H, W] can be covered, not {ShapeMismatchException.Format(input.Sizes)}."), nameof(input));
        int height = dimensions[1], width = dimensions[2];
        if (size < 1 || size > Math.Min(height, width))
            throw new ArgumentOutOfRangeException(nameof(size), size, Invariant($"The square must be at least 1 and at most {Math.Min(height, width)}, to fit into {height}x{width}."));
        ArgumentOutOfRangeException.ThrowIfLessThan(stride, 1);
        float[] picture = Scores.ToFloats(input);
        int rows = (height - size) / stride + 1, columns = (width - size) / stride + 1;
        float whole = Answers(network, [picture], label)[0];
        var map = new List<float>(rows * columns);
        foreach (int[] some in Enumerable.Range(0, rows * columns).Chunk(Batch))
        {
            var covered = some.Select(place => Cover(picture, height, width, place / columns * stride, place % columns * stride, size, cover)).ToArray();
            map.AddRange(Answers(network, covered, label).Select(answer => whole - answer));
        }

        return new HeatMap([.. map], rows, columns);
    }

    private static float[] Cover(float[] picture, int height, int width, int top, int left, int size, float cover)
    {
        float[] covered = [.. picture];
        for (int channel = 0; channel < picture.Length / (height * width); channel++)
        {
            for (int y = top; y < top + size; y++) covered.AsSpan((channel * height + y) * width + left, size).Fill(cover);
        }

        return covered;
    }

    private static float[] Answers<TInput, TOutput>(Network<TInput, TOutput> network, float[][] pictures, int label) where TInput : IShape where TOutput : IShape
    {
        using var plain = Tensor<TInput>.From(pictures.SelectMany(picture => picture).ToArray());
        using var typed = plain.To(network.ElementType);
        using var there = typed.To(network.Device);
        using var input = Tensor<TInput>.Wrap(there);
        using var output = network.Predict(input);
        int classes = (int)(output.Length / pictures.Length);
        if ((uint)label >= (uint)classes) throw new ArgumentException(Invariant($"{label} is none of the {classes} outputs of {network.Name}."), nameof(label));
        return [.. Scores.ToFloats(output).Chunk(classes).Select(answer => answer[label])];
    }
}
