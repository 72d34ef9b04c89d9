namespace ModelDsl.Runtime.Tests.Gradients;

internal static partial class GradientCases
{
    /// <summary>Activations whose gradient comes from their input.</summary>
    private static IEnumerable<GradientCase> InputActivations() => new[]
    {
        Activation.Gelu, Activation.Silu, Activation.Mish, Activation.HardSwish, Activation.Softplus(), Activation.Softplus(3.5),
        Activation.Threshold(0.1, 0.9),
    }.SelectMany(activation => new[] { false, true }, ActivateFromInput);

    private static GradientCase ActivateFromInput(Activation activation, bool reuse) => new()
    {
        Name = $"{activation} from its input{(reuse ? ", over the gradient" : "")}",
        Inputs = [[2, 3, 5, 4]],
        Reuse = reuse,
        Forward = p => [p.Step.Activate("act", p.X, activation)],
        Backward = (p, dy) => [p.Step.ActivateBackward("act", dy, p.X, activation, reuse, fromInput: true)],
        Reference = t => t.Activate(t.X, activation),
    };

    private static IEnumerable<GradientCase> PRelus() =>
    [
        PRelu("of a map", [2, 3, 5, 4], 1),
        PRelu("of a map, by channel", [2, 3, 5, 4], 3),
        PRelu("of a row, by channel", [4, 3], 3),
        PRelu("of a sequence", [2, 5, 3], 1),
    ];

    private static GradientCase PRelu(string name, long[] input, int slopes) => new()
    {
        Name = $"prelu {name}",
        Inputs = [input],
        Layer = network => new PReluParameters(network, "prelu", slopes),
        Forward = p => [p.Step.PRelu(p.Layer<PReluParameters>(), p.X)],
        Backward = (p, dy) =>
        {
            var (dInput, dWeight) = p.Step.PReluBackward(p.Layer<PReluParameters>(), dy, p.X);
            return [dInput, dWeight];
        },
        Reference = t => t[t.Aten.Prelu(t.X, t.Weight)],
    };
}
