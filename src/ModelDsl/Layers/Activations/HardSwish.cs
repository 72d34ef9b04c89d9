using ModelDsl.Ops;

namespace ModelDsl.Layers;

/// <summary>x times its hard sigmoid; Howard et al. 2019.</summary>
public sealed class HardSwish : ActivationKind
{
    public override string Keyword => "hardswish";

    public override IReadOnlyList<string> Aliases => ["hswish"];

    public override ActivationFunction Function(LayerCall call) => new("hardswish", "Activation.HardSwish", SlopeFromOutput: false, He);
}
