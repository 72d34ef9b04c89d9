using ModelDsl.Ops;

namespace ModelDsl.Layers;

/// <summary>(x + 3) / 6 within 0 and 1; Howard et al. 2019.</summary>
public sealed class HardSigmoid : ActivationKind
{
    public override string Keyword => "hardsigmoid";

    public override IReadOnlyList<string> Aliases => ["hsigmoid"];

    public override ActivationFunction Function(LayerCall call) => new("hardsigmoid", "Activation.HardSigmoid", SlopeFromOutput: true, Glorot, KeepsZero: false);
}
