namespace ModelDsl.Runtime.Tests.Gradients;

internal static partial class GradientCases
{
    private static IEnumerable<GradientCase> Convolutions() =>
    [
        Convolution("3x3", [2, 3, 6, 7], [4, 3, 3, 3]),
        Convolution("3x3 without bias", [2, 3, 6, 7], [4, 3, 3, 3], bias: false),
        Convolution("3x3 without the input's gradient", [2, 3, 6, 7], [4, 3, 3, 3], inputGradient: false),
        Convolution("1x1", [2, 5, 4, 4], [3, 5, 1, 1]),
        Convolution("1x1 stride 2", [2, 5, 5, 5], [3, 5, 1, 1], stride: 2),
        Convolution("5x5 pad 2", [2, 2, 6, 6], [3, 2, 5, 5], pad: 2),
        Convolution("1x7 pad 0x3", [1, 2, 4, 9], [3, 2, 1, 7], pad: (0, 3)),
        Convolution("3x1 stride 2x1", [2, 2, 7, 4], [3, 2, 3, 1], stride: (2, 1)),
        Convolution("7x7 stride 2 pad 3", [1, 3, 11, 11], [2, 3, 7, 7], stride: 2, pad: 3),
        Convolution("3x3 stride 2x3 pad 1x0", [2, 2, 7, 8], [3, 2, 3, 3], stride: (2, 3), pad: (1, 0)),
        Convolution("3x3 dilation 2", [2, 2, 8, 8], [3, 2, 3, 3], dilation: 2, pad: 2),
        Convolution("3x3 dilation 1x2 stride 2", [2, 2, 8, 9], [3, 2, 3, 3], dilation: (1, 2), stride: 2),
        Convolution("3x3 groups 2", [2, 4, 6, 6], [6, 2, 3, 3], groups: 2, pad: 1),
        Convolution("3x3 depthwise", [2, 4, 6, 6], [4, 1, 3, 3], groups: 4, pad: 1),
        Convolution("3x3 depthwise stride 2 without bias", [2, 4, 6, 6], [8, 1, 3, 3], groups: 4, stride: 2, bias: false),
        Convolution("kernel as large as the image", [3, 2, 4, 5], [3, 2, 4, 5]),
        Convolution("relu without bias", [2, 3, 6, 7], [4, 3, 3, 3], bias: false, pad: 1, activation: Activation.Relu),
        Convolution("relu without the input's gradient", [2, 3, 6, 7], [4, 3, 3, 3], activation: Activation.Relu, inputGradient: false),
        Convolution("relu stride 2 dilation 2 groups 2", [2, 4, 9, 9], [4, 2, 3, 3], true, 2, 1, 2, 2, Activation.Relu),
        Convolution("relu over the gradient", [2, 3, 6, 7], [4, 3, 3, 3], pad: 1, activation: Activation.Relu, reuse: true),
        Convolution("over the gradient, which needs no change", [2, 3, 6, 7], [4, 3, 3, 3], reuse: true),
        .. Nonlinearities.Select(a => Convolution($"3x3 {a}", [2, 3, 5, 6], [4, 3, 3, 3], pad: 1, activation: a)),
    ];

    private static GradientCase Convolution(
        string name, long[] input, long[] weight, bool bias = true, Size2? stride = null, Size2? pad = null, Size2? dilation = null,
        int groups = 1, Activation activation = default, bool inputGradient = true, bool reuse = false)
    {
        var (s, p, d) = (stride ?? 1, pad ?? 0, dilation ?? 1);
        return new GradientCase
        {
            Name = $"convolution {name}",
            Inputs = [input],
            Reuse = reuse,
            Layer = network => new ConvolutionParameters(network, "conv", weight, bias, Initialization.He),
            Forward = pass =>
                [pass.Step.Convolution(pass.Layer<ConvolutionParameters>(), pass.X, stride, pad, dilation, groups, activation)],
            Backward = (pass, dy) => List(
                pass.Step.ConvolutionBackward(
                    pass.Layer<ConvolutionParameters>(), dy, pass.X, activation.IsNone ? default : pass.Output,
                    stride, pad, dilation, groups, activation, inputGradient, reuse),
                bias),
            Reference = t => t.Activate(
                t[t.Aten.Convolution(
                    t.X, t.Weight, t.Bias, [s.Height, s.Width], [p.Height, p.Width], [d.Height, d.Width], false, [0, 0], groups)],
                activation),
        };
    }
}
