using ModelDsl.Binding;
using ModelDsl.Diagnostics;
using ModelDsl.Graphs;

namespace ModelDsl.Layers;

/// <summary><c>reshape 1x28x28</c>: the same numbers in the same order under other sizes, of which one may be <c>?</c>.</summary>
public sealed class ReshapeKind : LayerKind
{
    public override string Keyword => "reshape";

    public override string Example => "reshape 1x28x28";

    public override bool SizesFollow => true;

    public override IReadOnlyList<Option> Options => [Option.Sizes("to", position: 0)];

    public override Layer? Bind(LayerCall call, Shape input)
    {
        if (call.Sizes("to") is not { } sizes)
        {
            call.Report(Catalogue.NoSizes(call.Place, call.Written));
            return null;
        }

        if (Fill(sizes, input.Elements) is { } filled) return new Bound(Shape.Of(filled));
        call.Report(Catalogue.CannotReshape(call.PlaceOf("to"), call.Before, input, sizes));
        return null;
    }

    public override Shape? OutputOfUnknownInput(LayerCall call) =>
        call.Sizes("to") is { } sizes && sizes.All(s => s is not null) ? Shape.Of([.. sizes.Select(s => s!.Value)]) : null;

    /// <summary>The sizes with the unknown one found, or null where they do not hold so many numbers.</summary>
    private static int[]? Fill(IReadOnlyList<int?> sizes, long elements)
    {
        var known = sizes.Aggregate(1L, (product, size) => product > elements ? product : product * (size ?? 1));
        var holes = sizes.Count(s => s is null);
        if (holes == 0 ? known != elements : holes > 1 || elements % known != 0) return null;
        return [.. sizes.Select(s => s ?? (int)(elements / known))];
    }

    private sealed class Bound(Shape output) : Layer(output)
    {
        public override Value Lower(Lowering lowering, Value input) =>
            input.Type.Shape == Output ? input : lowering.Add(new Ops.Reshape(Output), input);
    }
}
