using ModelDsl.Binding;
using ModelDsl.Graphs;

namespace ModelDsl.Layers;

/// <summary><c>transpose</c>: steps become features and features steps.</summary>
public sealed class TransposeKind : LayerKind
{
    public override string Keyword => "transpose";

    public override string Example => "transpose";

    public override Layer? Bind(LayerCall call, Shape input) =>
        Sequences.IsSequence(call, input) ? new Bound(Shape.Of(input.Features, input.Steps)) : null;

    private sealed class Bound(Shape output) : Layer(output)
    {
        public override Value Lower(Lowering lowering, Value input) => lowering.Add(new Ops.Transpose(), input);
    }
}
