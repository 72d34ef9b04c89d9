namespace ModelDsl.Runtime.Tests.Gradients;

internal static partial class GradientCases
{
    private static IEnumerable<GradientCase> Linears() =>
    [
        Linear("", [3, 7], [5, 7]),
        Linear("without bias", [3, 7], [5, 7], bias: false),
        Linear("of one example", [1, 7], [5, 7]),
        Linear("to one output", [4, 7], [1, 7]),
        Linear("without the input's gradient", [3, 7], [5, 7], inputGradient: false),
        Linear("of each step", [3, 4, 7], [5, 7]),
        Linear("of each step, relu without bias", [2, 3, 7], [5, 7], bias: false, activation: Activation.Relu),
        Linear("of each step, tanh over the gradient", [2, 3, 7], [5, 7], activation: Activation.Tanh, reuse: true),
        Linear("relu without bias", [3, 7], [5, 7], bias: false, activation: Activation.Relu),
        Linear("relu without the input's gradient", [3, 7], [5, 7], activation: Activation.Relu, inputGradient: false),
        Linear("tanh over the gradient", [3, 7], [5, 7], activation: Activation.Tanh, reuse: true),
        .. Nonlinearities.Select(a => Linear(a.ToString(), [4, 6], [5, 6], activation: a)),
    ];

    private static GradientCase Linear(
        string name, long[] input, long[] weight, bool bias = true, Activation activation = default, bool inputGradient = true,
        bool reuse = false) => new()
        {
            Name = $"linear {name}",
            Inputs = [input],
            Reuse = reuse,
            Layer = network => new LinearParameters(network, "fc", weight, bias, Initialization.Glorot),
            Forward = p => [p.Step.Linear(p.Layer<LinearParameters>(), p.X, activation)],
            Backward = (p, dy) => List(
                p.Step.LinearBackward(
                    p.Layer<LinearParameters>(), dy, p.X, activation.IsNone ? default : p.Output, activation, inputGradient, reuse),
                bias),
            Reference = t => t.Activate(t[t.Aten.Linear(t.X, t.Weight, t.Bias)], activation),
        };
}
