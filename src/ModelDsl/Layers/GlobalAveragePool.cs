using ModelDsl.Binding;
using ModelDsl.Graphs;
using ModelDsl.Ops;

namespace ModelDsl.Layers;

/// <summary><c>gap</c>: the mean of each channel, Lin et al. 2014; one number a channel is left.</summary>
public sealed class GlobalAveragePoolKind : LayerKind
{
    public override string Keyword => "gap";

    public override IReadOnlyList<string> Aliases => ["globalavgpool"];

    public override LayerRole Role => LayerRole.Pooling;

    public override string Example => "gap";

    public override Layer? Bind(LayerCall call, Shape input) => Windows.IsImage(call, input) ? new Bound(Shape.Of(input.Channels)) : null;

    private sealed class Bound(Shape output) : Layer(output)
    {
        public override Value Lower(Lowering lowering, Value input) => lowering.Add(new GlobalAveragePool(), input);
    }
}
