namespace ModelDsl.Runtime.Explaining;

/// <summary>
/// Which pixels a class's score follows most: the magnitude of its gradient for each pixel, the largest over the channels (Simonyan, Vedaldi &amp; Zisserman 2014). The score is the
/// one before the softmax.
/// </summary>
public static class Saliency
{
    /// <summary>A map for each example, of the input's size; not scaled. An input that is flat is one row.</summary>
    /// <param name="network">A compiled model of one input and one output.</param>
    /// <param name="input">Examples, [N, C, H, W] or [N, ...].</param>
    /// <param name="classes">The class of each that the map is about.</param>
    /// <exception cref="ArgumentException">There is no such class.</exception>
    public static IReadOnlyList<HeatMap> Of<TInput, TOutput, TActivations>(
        IDifferentiable<TInput, TOutput, TActivations> network, Tensor<TInput> input, params ReadOnlySpan<int> classes)
        where TInput : IShape where TOutput : IShape where TActivations : ForwardState<TOutput>
    {
        ArgumentNullException.ThrowIfNull(input);
        var observed = Network.Behind(network);
        using var observation = new Observation(observed);
        using var pass = network.Forward(input);
        using var slope = Scores.Slope(observed, pass.Output, classes);
        using var gradient = network.Backward(pass, slope);
        float[] slopes = Scores.ToFloats(gradient);
        var sizes = TInput.Dimensions;
        int width = sizes[^1], height = sizes.Length > 1 ? sizes[^2] : 1, area = height * width, each = slopes.Length / (int)input.Count;
        return [.. slopes.Chunk(each).Select(example => new HeatMap(Largest(example, area), height, width))];
    }

    private static float[] Largest(float[] example, int area)
    {
        var map = new float[area];
        for (int i = 0; i < example.Length; i++) map[i % area] = Math.Max(map[i % area], Math.Abs(example[i]));
        return map;
    }
}
