namespace ModelDsl.Runtime.Tests.Gradients;

internal static partial class GradientCases
{
    /// <summary>Normalisations of each example by itself.</summary>
    private static IEnumerable<GradientCase> ExampleNorms() =>
    [
        LayerNorm("of rows", [4, 7], [7]),
        LayerNorm("of sequences", [2, 5, 6], [6], epsilon: 1e-3),
        LayerNorm("of maps", [2, 3, 4, 5], [3, 4, 5]),
        LayerNorm("relu over the gradient", [2, 5, 6], [6], activation: Activation.Relu, reuse: true),
        LayerNorm("tanh", [4, 7], [7], activation: Activation.Tanh),
        GroupNorm("of maps", [2, 6, 4, 3], 2),
        GroupNorm("of rows", [3, 6], 2, epsilon: 1e-3),
        GroupNorm("of each channel", [2, 3, 4, 3], 3),
        GroupNorm("of all channels", [2, 3, 4, 3], 1),
        GroupNorm("relu over the gradient", [2, 6, 4, 3], 3, activation: Activation.Relu, reuse: true),
        InstanceNorm("", [2, 3, 4, 5]),
        InstanceNorm("sigmoid", [2, 3, 4, 5], epsilon: 1e-3, activation: Activation.Sigmoid),
        InstanceNorm("relu over the gradient", [2, 3, 4, 5], activation: Activation.Relu, reuse: true),
    ];

    // Through the formula and not through libtorch's own operators, so that not the same code is on both sides.
    private static GradientCase LayerNorm(
        string name, long[] input, long[] axes, double epsilon = 1e-5, Activation activation = default, bool reuse = false) => new()
        {
            Name = $"layernorm {name}",
            Inputs = [input],
            Reuse = reuse,
            Layer = network => new NormalizationParameters(network, "ln", axes),
            Forward = p =>
            {
                var (output, mean, inverseDeviation) = p.Step.LayerNorm(p.Layer<NormalizationParameters>(), p.X, epsilon, activation);
                return [output, mean, inverseDeviation];
            },
            Backward = (p, dy) => List(p.Step.LayerNormBackward(
                p.Layer<NormalizationParameters>(), dy, p.X, p.Kept[1], p.Kept[2], activation.IsNone ? default : p.Output, activation, reuse)),
            Reference = t =>
            {
                long[] last = [.. Enumerable.Range(0, axes.Length).Select(i => (long)(input.Length - axes.Length + i))];
                nint normal = Standardize(t, t.X, last, epsilon);
                return t.Activate(t[t.Aten.Add(t[t.Aten.Mul(normal, t.Weight)], t.Bias)], activation);
            },
        };

    private static GradientCase GroupNorm(
        string name, long[] input, int groups, double epsilon = 1e-5, Activation activation = default, bool reuse = false) => new()
        {
            Name = $"groupnorm {name}",
            Inputs = [input],
            Reuse = reuse,
            Layer = network => new NormalizationParameters(network, "gn", [input[1]]),
            Forward = p =>
            {
                var (output, mean, deviation) = p.Step.GroupNorm(p.Layer<NormalizationParameters>(), p.X, groups, epsilon, activation);
                return [output, mean, deviation];
            },
            Backward = (p, dy) => List(p.Step.GroupNormBackward(
                p.Layer<NormalizationParameters>(), dy, p.X, p.Kept[1], p.Kept[2], activation.IsNone ? default : p.Output,
                groups, activation, reuse)),
            Reference = t =>
            {
                long[] perChannel = [1, -1, .. input[2..].Select(_ => 1L)];
                nint scaled = t[t.Aten.Mul(GroupStandardize(t, input, groups, epsilon), t[t.Aten.Reshape(t.Weight, perChannel)])];
                return t.Activate(t[t.Aten.Add(scaled, t[t.Aten.Reshape(t.Bias, perChannel)])], activation);
            },
        };

    private static GradientCase InstanceNorm(
        string name, long[] input, double epsilon = 1e-5, Activation activation = default, bool reuse = false)
    {
        int channels = (int)input[1];
        return new()
        {
            Name = $"instancenorm {name}",
            Inputs = [input],
            Reuse = reuse,
            Forward = p =>
            {
                var (output, mean, inverseDeviation) = p.Step.GroupNorm("in", p.X, channels, epsilon, activation);
                return [output, mean, inverseDeviation];
            },
            Backward = (p, dy) =>
                [p.Step.GroupNormBackward("in", dy, p.X, p.Kept[1], p.Kept[2], activation.IsNone ? default : p.Output, channels, activation, reuse)],
            Reference = t => t.Activate(GroupStandardize(t, input, channels, epsilon), activation),
        };
    }

    private static nint GroupStandardize(Tape t, long[] input, int groups, double epsilon)
    {
        nint grouped = t[t.Aten.Reshape(t.X, [input[0], groups, -1])];
        return t[t.Aten.Reshape(Standardize(t, grouped, [2], epsilon), input)];
    }

    private static nint Standardize(Tape t, nint x, long[] axes, double epsilon)
    {
        nint centred = t[t.Aten.Sub(x, t[t.Aten.Mean(x, axes, keepDim: true)])];
        nint variance = t[t.Aten.Mean(t[t.Aten.Mul(centred, centred)], axes, keepDim: true)];
        return t[t.Aten.Div(centred, t[t.Aten.Sqrt(t[t.Aten.AddScalar(variance, epsilon)])])];
    }
}
