using ModelDsl.Binding;
using ModelDsl.Graphs;
using ModelDsl.Ops;

namespace ModelDsl.Layers;

/// <summary><c>tap</c>: changes nothing; what passes through it, and its gradient, can be looked at in <c>Forward</c> and <c>Backward</c>. At inference it is not there.</summary>
public sealed class TapKind : LayerKind
{
    public override string Keyword => "tap";

    public override string Example => "tap";

    public override Layer Bind(LayerCall call, Shape input) => new Bound(input);

    private sealed class Bound(Shape output) : Layer(output)
    {
        public override Value Lower(Lowering lowering, Value input) => lowering.Training ? lowering.Add(new Tap(), input) : input;
    }
}
