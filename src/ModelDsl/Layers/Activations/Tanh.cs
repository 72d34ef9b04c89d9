using ModelDsl.Ops;

namespace ModelDsl.Layers;

/// <summary>The hyperbolic tangent.</summary>
public sealed class Tanh : ActivationKind
{
    public override string Keyword => "tanh";

    public override ActivationFunction Function(LayerCall call) => new("tanh", "Activation.Tanh", SlopeFromOutput: true, Glorot);
}
