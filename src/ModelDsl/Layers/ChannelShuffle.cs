using ModelDsl.Binding;
using ModelDsl.Diagnostics;
using ModelDsl.Graphs;
using ModelDsl.Ops;

namespace ModelDsl.Layers;

/// <summary><c>shuffle(3)</c>: the channels of so many groups dealt out in turn, Zhang et al. 2018, so that the next grouped convolution sees all of them.</summary>
public sealed class ChannelShuffleKind : LayerKind
{
    public override string Keyword => "shuffle";

    public override IReadOnlyList<string> Aliases => ["channelshuffle"];

    public override string Example => "shuffle(3)";

    public override IReadOnlyList<Option> Options => [Option.Count("groups", position: 0)];

    public override Layer? Bind(LayerCall call, Shape input)
    {
        if (!Windows.IsImage(call, input)) return null;
        var groups = call.Count("groups", 2);
        if (input.Channels % groups == 0) return new Bound(input, groups);
        call.Report(Catalogue.GroupsDoNotDivide(call.PlaceOf("groups"), groups, input.Channels, input.Channels));
        return null;
    }

    private sealed class Bound(Shape output, int groups) : Layer(output)
    {
        public override Value Lower(Lowering lowering, Value input) =>
            groups == 1 || groups == Output.Channels ? input : lowering.Add(new ChannelShuffle(groups), input);
    }
}
