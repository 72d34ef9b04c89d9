using ModelDsl.Binding;
using ModelDsl.Diagnostics;
using ModelDsl.Graphs;
using ModelDsl.Ops;

namespace ModelDsl.Layers;

/// <summary><c>lrn(5, alpha 1e-4, beta 0.75, k 2)</c>: local response normalisation with the constants of Krizhevsky et al. 2012, which are the defaults.</summary>
public sealed class LocalResponseNormKind : LayerKind
{
    public override string Keyword => "lrn";

    public override string Example => "lrn(5)";

    public override IReadOnlyList<Option> Options =>
    [
        Option.Count("size", position: 0),
        Option.Number("alpha") with { Minimum = 0 },
        Option.Number("beta") with { Minimum = 0 },
        Option.Number("k") with { Minimum = 0, AboveMinimum = true },
    ];

    public override Layer? Bind(LayerCall call, Shape input)
    {
        if (!Windows.IsImage(call, input)) return null;
        var size = call.Count("size", 5);
        if (size % 2 == 1) return new Bound(input, new LocalResponseNorm(size, call.Number("alpha", 1e-4), call.Number("beta", 0.75), call.Number("k", 2)));
        call.Report(Catalogue.EvenNeighbourhood(call.PlaceOf("size"), size));
        return null;
    }

    private sealed class Bound(Shape output, LocalResponseNorm operation) : Layer(output)
    {
        public override Value Lower(Lowering lowering, Value input) => lowering.Add(operation, input);
    }
}
