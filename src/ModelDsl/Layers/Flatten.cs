using ModelDsl.Binding;
using ModelDsl.Graphs;

namespace ModelDsl.Layers;

/// <summary><c>flatten</c>: one axis of all numbers; fc does it by itself.</summary>
public sealed class FlattenKind : LayerKind
{
    public override string Keyword => "flatten";

    public override string Example => "flatten";

    public override Layer Bind(LayerCall call, Shape input) => new Bound(Shape.Of((int)input.Elements));

    private sealed class Bound(Shape output) : Layer(output)
    {
        public override Value Lower(Lowering lowering, Value input) => lowering.Flatten(input);
    }
}
