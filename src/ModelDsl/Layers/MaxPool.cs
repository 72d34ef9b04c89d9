using ModelDsl.Graphs;
using ModelDsl.Ops;

namespace ModelDsl.Layers;

/// <summary><c>maxpool</c>: the largest value of each window.</summary>
public sealed class MaxPoolKind : PoolingKind
{
    public override string Keyword => "maxpool";

    protected override Op Operation(LayerCall call, PoolWindow window, Shape output, bool training) => new MaxPool(window, output, WithIndices: training);

    protected override Op Adaptive(Shape output, bool training) => new AdaptiveMaxPool(output, WithIndices: training);
}
