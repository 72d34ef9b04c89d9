using ModelDsl.Ops;

namespace ModelDsl.Layers;

/// <summary>The identity: <c>linear</c> as a layer, or a conv or fc that says <c>(linear)</c>, carries no activation.</summary>
public sealed class Identity : ActivationKind
{
    public override string Keyword => "linear";

    public override IReadOnlyList<string> Aliases => ["identity"];
}
