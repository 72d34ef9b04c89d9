using ModelDsl.Ops;

namespace ModelDsl.Layers;

/// <summary>x times its sigmoid; Elfwing et al. 2017, Ramachandran et al. 2017 (swish).</summary>
public sealed class Silu : ActivationKind
{
    public override string Keyword => "silu";

    public override IReadOnlyList<string> Aliases => ["swish"];

    public override ActivationFunction Function(LayerCall call) => new("silu", "Activation.Silu", SlopeFromOutput: false, He);
}
