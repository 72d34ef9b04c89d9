using ModelDsl.Binding;
using ModelDsl.Diagnostics;
using ModelDsl.Graphs;
using ModelDsl.Ops;

namespace ModelDsl.Layers;

/// <summary><c>scale(0.5)</c>: a constant times the value.</summary>
public sealed class ScaleKind : LayerKind
{
    public override string Keyword => "scale";

    public override string Example => "scale(0.5)";

    public override IReadOnlyList<Option> Options => [Option.Number("factor", position: 0)];

    public override Layer? Bind(LayerCall call, Shape input)
    {
        if (call.Has("factor")) return new Bound(input, call.Number("factor", 1));
        call.Report(Catalogue.MissingHeadPart(call.Place, Keyword, "factor", Example));
        return null;
    }

    private sealed class Bound(Shape output, double factor) : Layer(output)
    {
        public override Value Lower(Lowering lowering, Value input) => lowering.Add(new Scale(factor), input);
    }
}
