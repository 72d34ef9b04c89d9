using ModelDsl.Binding;
using ModelDsl.Graphs;
using ModelDsl.Ops;

namespace ModelDsl.Layers;

/// <summary>
/// What sum and mean share: a map is reduced to one number a channel, a sequence to one a feature, a row to one number; or, over the channels, a map
/// to one of a single channel.
/// </summary>
public abstract class ReductionKind : LayerKind
{
    public override string Example => Keyword;

    public override IReadOnlyList<Option> Options => [Option.Choice("over", "channels")];

    /// <summary>What the sum of so many numbers is multiplied by; 1 for none.</summary>
    protected abstract double Factor(long count);

    public override Layer Bind(LayerCall call, Shape input)
    {
        var channels = Broadcast.ChannelAxis(input.Rank);
        var overChannels = call.Has("over") || input.Rank == 1;
        var kept = Shape.Of([.. input.Sizes.Select((size, axis) => axis == channels == overChannels ? 1 : size)]);
        return new Bound(kept, call.Has("over") ? kept : Shape.Of(kept[channels]), Factor(input.Elements / kept.Elements));
    }

    private sealed class Bound(Shape kept, Shape output, double factor) : Layer(output)
    {
        public override Value Lower(Lowering lowering, Value input)
        {
            var sum = input.Type.Shape == kept ? input : lowering.Add(new SumTo(kept), input);
            var scaled = factor == 1 ? sum : lowering.Add(new Scale(factor), sum);
            return kept == Output ? scaled : lowering.Add(new Reshape(Output), scaled);
        }
    }
}

/// <summary><c>mean</c>: of a sequence over its time steps, of a map over its pixels.</summary>
public sealed class MeanKind : ReductionKind
{
    public override string Keyword => "mean";

    protected override double Factor(long count) => 1.0 / count;
}

/// <summary><c>sum</c>: of a sequence over its time steps, of a map over its pixels.</summary>
public sealed class SumKind : ReductionKind
{
    public override string Keyword => "sum";

    protected override double Factor(long count) => 1;
}
