namespace ModelDsl.Runtime.Tests.Gradients;

internal static partial class GradientCases
{
    private static IEnumerable<GradientCase> Deconvolutions() =>
    [
        Deconvolution("4x4 stride 2 pad 1", [2, 3, 4, 5], [3, 4, 4, 4], stride: 2, pad: 1),
        Deconvolution("2x2 stride 2", [2, 3, 4, 5], [3, 4, 2, 2], stride: 2),
        Deconvolution("3x3 without bias", [2, 3, 4, 5], [3, 4, 3, 3], bias: false),
        Deconvolution("3x3 stride 2 pad 1 output pad 1", [2, 3, 4, 5], [3, 4, 3, 3], stride: 2, pad: 1, outputPad: 1),
        Deconvolution("1x3 stride 2x3 pad 0x1 output pad 1x2", [2, 2, 3, 4], [2, 3, 1, 3], stride: (2, 3), pad: (0, 1), outputPad: (1, 2)),
        Deconvolution("4x4 to a map from one number a channel", [2, 5, 1, 1], [5, 3, 4, 4]),
        Deconvolution("3x3 groups 2", [2, 4, 4, 4], [4, 3, 3, 3], stride: 2, pad: 1, groups: 2),
        Deconvolution("3x3 without the input's gradient", [2, 3, 4, 5], [3, 4, 3, 3], inputGradient: false),
        Deconvolution("relu over the gradient", [2, 3, 4, 5], [3, 4, 2, 2], stride: 2, activation: Activation.Relu, reuse: true),
        Deconvolution("tanh without bias", [2, 3, 4, 5], [3, 4, 4, 4], bias: false, stride: 2, pad: 1, activation: Activation.Tanh),
    ];

    private static GradientCase Deconvolution(
        string name, long[] input, long[] weight, bool bias = true, Size2? stride = null, Size2? pad = null, Size2? outputPad = null,
        int groups = 1, Activation activation = default, bool inputGradient = true, bool reuse = false)
    {
        var (s, p, o) = (stride ?? 1, pad ?? 0, outputPad ?? 0);
        return new GradientCase
        {
            Name = $"deconvolution {name}",
            Inputs = [input],
            Reuse = reuse,
            Layer = network => new DeconvolutionParameters(network, "deconv", weight, bias, Initialization.He, groups),
            Forward = pass =>
                [pass.Step.Deconvolution(pass.Layer<DeconvolutionParameters>(), pass.X, stride, pad, outputPad, groups, activation)],
            Backward = (pass, dy) => List(
                pass.Step.DeconvolutionBackward(
                    pass.Layer<DeconvolutionParameters>(), dy, pass.X, activation.IsNone ? default : pass.Output,
                    stride, pad, outputPad, groups, activation, inputGradient, reuse),
                bias),
            Reference = t => t.Activate(
                t[t.Aten.Convolution(
                    t.X, t.Weight, t.Bias, [s.Height, s.Width], [p.Height, p.Width], [1, 1], true, [o.Height, o.Width], groups)],
                activation),
        };
    }
}
