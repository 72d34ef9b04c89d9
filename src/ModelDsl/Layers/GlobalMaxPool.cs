using ModelDsl.Binding;
using ModelDsl.Graphs;
using ModelDsl.Ops;

namespace ModelDsl.Layers;

/// <summary><c>gmp</c>: the largest value of each channel, Oquab et al. 2015; one number a channel is left.</summary>
public sealed class GlobalMaxPoolKind : LayerKind
{
    public override string Keyword => "gmp";

    public override IReadOnlyList<string> Aliases => ["globalmaxpool"];

    public override LayerRole Role => LayerRole.Pooling;

    public override string Example => "gmp";

    public override Layer? Bind(LayerCall call, Shape input) => Windows.IsImage(call, input) ? new Bound(input) : null;

    private sealed class Bound(Shape input) : Layer(Shape.Of(input.Channels))
    {
        public override Value Lower(Lowering lowering, Value value)
        {
            var whole = new Size2(input.Height, input.Width);
            var window = new PoolWindow(whole, whole, Size2.Zero, Ceil: false);
            return lowering.Flatten(lowering.Add(new MaxPool(window, Shape.Of(input.Channels, 1, 1), WithIndices: lowering.Training), value));
        }
    }
}
