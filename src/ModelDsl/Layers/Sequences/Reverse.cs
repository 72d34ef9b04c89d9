using ModelDsl.Binding;
using ModelDsl.Graphs;

namespace ModelDsl.Layers;

/// <summary><c>reverse</c>: the steps of a sequence from the last to the first.</summary>
public sealed class ReverseKind : LayerKind
{
    public override string Keyword => "reverse";

    public override string Example => "reverse";

    public override Layer? Bind(LayerCall call, Shape input) => Sequences.IsSequence(call, input) ? new Bound(input) : null;

    private sealed class Bound(Shape output) : Layer(output)
    {
        public override Value Lower(Lowering lowering, Value input) => lowering.Add(new Ops.Reverse(), input);
    }
}
