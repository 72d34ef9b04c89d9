using ModelDsl.Ops;

namespace ModelDsl.Layers;

/// <summary>x times the tanh of its softplus; Misra 2019.</summary>
public sealed class Mish : ActivationKind
{
    public override string Keyword => "mish";

    public override ActivationFunction Function(LayerCall call) => new("mish", "Activation.Mish", SlopeFromOutput: false, He);
}
