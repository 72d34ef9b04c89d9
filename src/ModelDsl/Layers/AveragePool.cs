using ModelDsl.Graphs;
using ModelDsl.Ops;

namespace ModelDsl.Layers;

/// <summary><c>avgpool</c>: the mean of each window, padding counted as zeros.</summary>
public sealed class AveragePoolKind : PoolingKind
{
    public override string Keyword => "avgpool";

    protected override Op Operation(PoolWindow window, Shape output, bool training) => new AveragePool(window, output);
}
