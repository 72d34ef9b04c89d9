using ModelDsl.Graphs;
using ModelDsl.Ops;

namespace ModelDsl.Layers;

/// <summary><c>avgpool</c>: the mean of each window, padding counted as zeros unless it says <c>exclude-pad</c>.</summary>
public sealed class AveragePoolKind : PoolingKind
{
    public override string Keyword => "avgpool";

    public override IReadOnlyList<Option> Options => [.. base.Options, Option.Switch("exclude-pad")];

    protected override Op Operation(LayerCall call, PoolWindow window, Shape output, bool training) =>
        new AveragePool(window, output, ExcludePad: call.Switch("exclude-pad"));

    protected override Op Adaptive(Shape output, bool training) => new AdaptiveAveragePool(output);
}
