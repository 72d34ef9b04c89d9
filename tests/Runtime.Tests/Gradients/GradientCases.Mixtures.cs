namespace ModelDsl.Runtime.Tests.Gradients;

internal static partial class GradientCases
{
    /// <summary>Maxout, dropped weights and channels, shuffled channels.</summary>
    private static IEnumerable<GradientCase> Mixtures() =>
    [
        Maxout([3, 12], 3),
        Maxout([2, 5], 1),
        Maxout([2, 6], 6),
        DropConnect("", 0.4),
        DropConnect("without bias", 0.4, bias: false),
        DropConnect("of none", 0),
        DropConnect("without the input's gradient", 0.4, inputGradient: false),
        DropConnect("tanh over the gradient", 0.4, activation: Activation.Tanh, reuse: true),
        .. new[] { 1, 2, 3, 6 }.Select(ChannelShuffle),
        new()
        {
            Name = "dropout of channels",
            Inputs = [[3, 8, 2, 3]],
            IsRandom = true,
            Forward = p =>
            {
                var (output, mask) = p.Step.Dropout("dropout", p.X, 0.5, channels: true);
                return [output, mask];
            },
            Backward = (p, dy) => [p.Step.DropoutBackward("dropout", dy, p.Kept[1], 0.5)],
            Reference = t => t[t.Aten.Mul(t.X, t.Kept(1))],
        },
    ];

    private static GradientCase Maxout(long[] input, int pieces) => new()
    {
        Name = $"maxout of {ShapeMismatchException.Format(input)} in pieces of {pieces}",
        Inputs = [input],
        Forward = p =>
        {
            var (output, indices) = p.Step.Maxout("maxout", p.X, pieces);
            return [output, indices];
        },
        Backward = (p, dy) => [p.Step.MaxoutBackward("maxout", dy, p.Kept[1], pieces)],
        Reference = t =>
        {
            var (largest, places) = t.Aten.MaxAlong(t[t.Aten.Reshape(t.X, [input[0], input[1] / pieces, pieces])], 2);
            _ = t[places];
            return t[largest];
        },
    };

    // The reference takes the mask that the step drew.
    private static GradientCase DropConnect(
        string name, double probability, bool bias = true, Activation activation = default, bool inputGradient = true, bool reuse = false) => new()
        {
            Name = $"dropconnect {name}",
            Inputs = [[3, 7]],
            IsRandom = true,
            Reuse = reuse,
            Layer = network => new LinearParameters(network, "fc", [5, 7], bias, Initialization.Glorot),
            Forward = p =>
            {
                var (output, mask) = p.Step.DropConnect(p.Layer<LinearParameters>(), p.X, probability, activation);
                return [output, mask];
            },
            Backward = (p, dy) => List(
                p.Step.DropConnectBackward(
                    p.Layer<LinearParameters>(), dy, p.X, p.Kept[1], activation.IsNone ? default : p.Output, activation, inputGradient, reuse),
                bias),
            Reference = t => t.Activate(t[t.Aten.Linear(t.X, t[t.Aten.Mul(t.Weight, t.Kept(1))], t.Bias)], activation),
        };

    private static GradientCase ChannelShuffle(int groups) => new()
    {
        Name = $"shuffle of {groups} groups",
        Inputs = [[2, 6, 3, 2]],
        Forward = p => [p.Step.ChannelShuffle("shuffle", p.X, groups)],
        Backward = (p, dy) => [p.Step.ChannelShuffle("shuffle", dy, 6 / groups)],
        Reference = t =>
        {
            nint dealt = t[t.Aten.Transpose(t[t.Aten.Reshape(t.X, [2, groups, 6 / groups, 3, 2])], 1, 2)];
            return t[t.Aten.Reshape(dealt, [2, 6, 3, 2])];
        },
    };
}
