namespace ModelDsl.Runtime.Explaining;

/// <summary>
/// Where a network saw what speaks for a class: gradient-weighted class activation maps (Selvaraju et al. 2017). With A the feature maps at a <c>tap</c>, [C, H, W], and y the class's
/// score before the softmax, each map weighs the mean of its gradient, alpha_c = 1 / (H W) sum dy / dA_c; the map is ReLU(sum alpha_c A_c).
/// </summary>
public static class GradCam
{
    /// <summary>A map for each example, of the feature maps' size; not scaled.</summary>
    /// <param name="network">A compiled model of one input and one output.</param>
    /// <param name="tap">The tap behind the feature maps, most often the last ones: <c>features = tap</c>.</param>
    /// <param name="input">Examples, [N, ...].</param>
    /// <param name="classes">The class of each that the map is about.</param>
    /// <exception cref="ArgumentException">There is no such tap or class, or what passes the tap are no feature maps.</exception>
    public static IReadOnlyList<HeatMap> Of<TInput, TOutput, TActivations>(
        IDifferentiable<TInput, TOutput, TActivations> network, string tap, Tensor<TInput> input, params ReadOnlySpan<int> classes)
        where TInput : IShape where TOutput : IShape where TActivations : ForwardState<TOutput>
    {
        ArgumentNullException.ThrowIfNull(input);
        var observed = Network.Behind(network);
        using var observation = new Observation(observed);
        using var pass = network.Forward(input);
        using var slope = Scores.Slope(observed, pass.Output, classes);
        var maps = observation.Value(tap);
        if (maps.Rank != 4)
            throw new ArgumentException($"{observed.Name}: what passes {tap} is {ShapeMismatchException.Format(maps.Sizes)}, and no feature maps [N, C, H, W].", nameof(tap));
        using var ofInput = network.Backward(pass, slope);
        return Weigh(Scores.ToFloats(maps), Scores.ToFloats(observation.Gradient(tap)), maps.Sizes);
    }

    private static List<HeatMap> Weigh(float[] maps, float[] gradients, ReadOnlySpan<long> sizes)
    {
        int examples = (int)sizes[0], channels = (int)sizes[1], height = (int)sizes[2], width = (int)sizes[3], area = height * width;
        var result = new List<HeatMap>(examples);
        for (int example = 0; example < examples; example++)
        {
            var sum = new double[area];
            for (int channel = 0; channel < channels; channel++)
            {
                int first = (example * channels + channel) * area;
                double alpha = 0;
                for (int i = 0; i < area; i++) alpha += gradients[first + i];
                for (int i = 0; i < area; i++) sum[i] += alpha / area * maps[first + i];
            }

            result.Add(new HeatMap([.. sum.Select(value => (float)Math.Max(0, value))], height, width));
        }

        return result;
    }
}
