using ModelDsl.Ops;

namespace ModelDsl.Layers;

/// <summary>x times the normal distribution's probability below x; Hendrycks and Gimpel 2016, the exact form.</summary>
public sealed class Gelu : ActivationKind
{
    public override string Keyword => "gelu";

    public override ActivationFunction Function(LayerCall call) => new("gelu", "Activation.Gelu", SlopeFromOutput: false, He);
}
