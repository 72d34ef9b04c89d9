namespace ModelDsl.Runtime.Tests.Gradients;

internal static partial class GradientCases
{
    private static IEnumerable<GradientCase> Activations() =>
        Nonlinearities.SelectMany(activation => new[] { false, true }, Activate);

    private static GradientCase Activate(Activation activation, bool reuse) => new()
    {
        Name = $"{activation}{(reuse ? ", over the gradient" : "")}",
        Inputs = [[2, 3, 5, 4]],
        Reuse = reuse,
        Forward = p => [p.Step.Activate("act", p.X, activation, reuse)],
        Backward = (p, dy) => [p.Step.ActivateBackward("act", dy, p.Output, activation, reuse)],
        Reference = t => t.Activate(t.X, activation),
    };
}
