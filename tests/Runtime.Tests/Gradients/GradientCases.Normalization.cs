using ModelDsl.Runtime.Interop;

namespace ModelDsl.Runtime.Tests.Gradients;

internal static partial class GradientCases
{
    private static IEnumerable<GradientCase> BatchNorms() =>
    [
        BatchNorm("[N, C, H, W]", [3, 4, 5, 2]),
        BatchNorm("[N, C]", [6, 4]),
        BatchNorm("with a large epsilon", [3, 4, 3, 3], epsilon: 1e-3),
        BatchNorm("of one image", [1, 3, 4, 4]),
        BatchNorm("[N, C] relu", [6, 4], activation: Activation.Relu),
        BatchNorm("relu over the gradient", [3, 4, 5, 2], activation: Activation.Relu, reuse: true),
        .. Nonlinearities.Select(a => BatchNorm(a.ToString(), [3, 4, 2, 3], activation: a)),
    ];

    private static IEnumerable<GradientCase> LocalResponseNorms() =>
    [
        LocalResponseNorm("as AlexNet's", [2, 7, 3, 2], 5, 1e-4, 0.75, 2),
        LocalResponseNorm("with a strong alpha", [2, 7, 3, 3], 5, 0.3, 0.75, 2),
        LocalResponseNorm("of three channels", [2, 5, 2, 3], 3, 0.5, 0.5, 1),
        LocalResponseNorm("wider than the channels", [2, 3, 2, 3], 9, 0.5, 0.75, 1),
        LocalResponseNorm("of each channel alone", [2, 3, 2, 3], 1, 0.5, 0.75, 1),
    ];

    // Through the formula and not through libtorch's own operator, so that not the same code is on both sides.
    private static GradientCase BatchNorm(
        string name, long[] input, double epsilon = 1e-5, Activation activation = default, bool reuse = false) => new()
        {
            Name = $"bn {name}",
            Inputs = [input],
            Reuse = reuse,
            Layer = network => new BatchNormParameters(network, "bn", (int)input[1]),
            Forward = p =>
            {
                var (output, mean, inverseDeviation) = p.Step.BatchNorm(p.Layer<BatchNormParameters>(), p.X, 0.1, epsilon, activation);
                return [output, mean, inverseDeviation];
            },
            Backward = (p, dy) => List(p.Step.BatchNormBackward(
                p.Layer<BatchNormParameters>(), dy, p.X, p.Kept[1], p.Kept[2], activation.IsNone ? default : p.Output,
                epsilon, activation, reuse)),
            Reference = t =>
            {
                long[] dimensions = input.Length == 4 ? [0, 2, 3] : [0];
                long[] perChannel = input.Length == 4 ? [1, -1, 1, 1] : [1, -1];
                nint centred = t[t.Aten.Sub(t.X, t[t.Aten.Mean(t.X, dimensions, keepDim: true)])];
                nint variance = t[t.Aten.Mean(t[t.Aten.Mul(centred, centred)], dimensions, keepDim: true)];
                nint normal = t[t.Aten.Div(centred, t[t.Aten.Sqrt(t[t.Aten.AddScalar(variance, epsilon)])])];
                nint scaled = t[t.Aten.Mul(normal, t[t.Aten.Reshape(t.Weight, perChannel)])];
                return t.Activate(t[t.Aten.Add(scaled, t[t.Aten.Reshape(t.Bias, perChannel)])], activation);
            },
        };

    private static GradientCase LocalResponseNorm(string name, long[] input, int size, double alpha, double beta, double k) => new()
    {
        Name = $"lrn {name}",
        Inputs = [input],
        Forward = p => [p.Step.LocalResponseNorm("lrn", p.X, size, alpha, beta, k)],
        Backward = (p, dy) => [p.Step.LocalResponseNormBackward("lrn", dy, p.X, size, alpha, beta, k)],
        Reference = t =>
        {
            nint padded = t[t.Aten.ConstantPadNd(t[t.Aten.Mul(t.X, t.X)], [0, 0, 0, 0, size / 2, size / 2])];
            nint sum = t[t.Aten.Slice(padded, 1, 0, input[1])];
            for (int i = 1; i < size; i++) sum = t[t.Aten.Add(sum, t[t.Aten.Slice(padded, 1, i, i + input[1])])];
            nint scale = t[t.Aten.AddScalar(t[t.Aten.MulScalar(sum, alpha)], k)];
            return t[t.Aten.Mul(t.X, t[t.Aten.Pow(scale, -beta)])];
        },
    };
}
