using ModelDsl.Binding;
using ModelDsl.Diagnostics;
using ModelDsl.Graphs;
using ModelDsl.Ops;

namespace ModelDsl.Layers;

/// <summary><c>concat(a, b, along time)</c>, <c>[ a | b ]</c>: values one behind the other, channel by channel unless it says otherwise.</summary>
public sealed class ConcatenationKind : LayerKind
{
    public override string Keyword => "concat";

    public override IReadOnlyList<string> Aliases => ["concatenate"];

    public override string Example => "concat(a, b)";

    public override Arity Inputs => Arity.AtLeast(2);

    public override IReadOnlyList<Option> Options => [Option.Choice("along", "channels", "height", "width", "time")];

    public override Layer? Bind(LayerCall call, IReadOnlyList<Shape> inputs)
    {
        var along = call.Choice("along")?.Word ?? "channels";
        if (Axis(along, inputs[0].Rank) is not { } axis || inputs.Any(shape => !Agrees(shape, inputs[0], axis)))
        {
            call.Report(Catalogue.CannotConcatenate(call.Place, call.Written, inputs, along));
            return null;
        }

        var sizes = inputs[0].Sizes.ToArray();
        sizes[axis] = inputs.Sum(shape => shape[axis]);
        return new Bound(Shape.Of(sizes), axis);
    }

    private static int? Axis(string along, int rank) => (along, rank) switch
    {
        ("channels", _) => Broadcast.ChannelAxis(rank),
        ("time", 2) => 0,
        ("height", 3) => 1,
        ("width", 3) => 2,
        _ => null,
    };

    private static bool Agrees(Shape shape, Shape first, int axis) =>
        shape.Rank == first.Rank && Enumerable.Range(0, shape.Rank).All(i => i == axis || shape[i] == first[i]);

    private sealed class Bound(Shape output, int axis) : Layer(output)
    {
        public override Value Lower(Lowering lowering, IReadOnlyList<Value> inputs) => lowering.Add(new Concatenate(axis), [.. inputs]);
    }
}
