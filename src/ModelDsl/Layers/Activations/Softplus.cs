using ModelDsl.Ops;

namespace ModelDsl.Layers;

/// <summary>log(1 + exp(beta * x)) / beta; Dugas et al. 2001.</summary>
public sealed class Softplus : ActivationKind
{
    public override string Keyword => "softplus";

    public override IReadOnlyList<Option> Options => [Option.Number("beta", position: 0) with { Minimum = 0, AboveMinimum = true }];

    public override ActivationFunction Function(LayerCall call)
    {
        var beta = Constants.Of(call.Number("beta", 1));
        return new($"softplus({beta})", $"Activation.Softplus({beta})", SlopeFromOutput: false, He, KeepsZero: false);
    }
}
