using ModelDsl.Binding;
using ModelDsl.Graphs;

namespace ModelDsl.Layers;

/// <summary><c>sequence</c>: a feature map as a sequence, each position a step, row by row, and each channel a feature.</summary>
public sealed class SequenceKind : LayerKind
{
    public override string Keyword => "sequence";

    public override string Example => "sequence";

    public override Layer? Bind(LayerCall call, Shape input) =>
        Windows.IsImage(call, input) ? new Bound(Shape.Of(input.Height * input.Width, input.Channels)) : null;

    private sealed class Bound(Shape output) : Layer(output)
    {
        public override Value Lower(Lowering lowering, Value input)
        {
            var rows = lowering.Add(new Ops.Reshape(Shape.Of(Output.Features, Output.Steps)), input);
            rows.Name += "Rows";
            return lowering.Add(new Ops.Transpose(), rows);
        }
    }
}
