using ModelDsl.Binding;
using ModelDsl.Diagnostics;
using ModelDsl.Graphs;
using ModelDsl.Ops;

namespace ModelDsl.Layers;

/// <summary><c>groupnorm(32, epsilon 1e-5)</c>: group normalisation, Wu and He 2018, of each example by itself, over groups of its channels.</summary>
public sealed class GroupNormKind : LayerKind
{
    public override string Keyword => "groupnorm";

    public override IReadOnlyList<string> Aliases => ["gn"];

    public override LayerRole Role => LayerRole.Normalisation;

    public override string Example => "groupnorm(32)";

    public override IReadOnlyList<Option> Options => [Option.Count("groups", position: 0), Normalisations.Epsilon];

    public override Layer? Bind(LayerCall call, Shape input)
    {
        var groups = call.Count("groups", 32);
        if (input.Rank is not (1 or 3)) call.Report(Catalogue.NeedsAnImage(call.Place, call.Written, call.Before, input));
        else if (input[0] % groups != 0) call.Report(Catalogue.GroupsDoNotDivide(call.PlaceOf("groups"), groups, input[0], input[0]));
        else if (Normalisations.HasSpread(call, input.Elements / groups, input)) return new GroupNormLayer(call, input, groups, affine: true);
        return null;
    }
}

/// <summary><c>instancenorm(affine)</c>: instance normalisation, Ulyanov et al. 2016, of each channel of each example; learns nothing unless affine.</summary>
public sealed class InstanceNormKind : LayerKind
{
    public override string Keyword => "instancenorm";

    public override LayerRole Role => LayerRole.Normalisation;

    public override string Example => "instancenorm";

    public override IReadOnlyList<Option> Options => [Option.Switch("affine"), Normalisations.Epsilon];

    public override Layer? Bind(LayerCall call, Shape input)
    {
        if (!Windows.IsImage(call, input) || !Normalisations.HasSpread(call, (long)input.Height * input.Width, input)) return null;
        return new GroupNormLayer(call, input, groups: input.Channels, affine: call.Switch("affine"));
    }
}

/// <summary>A bound normalisation over groups of channels, of one channel or more each.</summary>
internal sealed class GroupNormLayer(LayerCall call, Shape output, int groups, bool affine) : Layer(output)
{
    private readonly double _epsilon = Normalisations.EpsilonOf(call);

    private Shape Channels => Shape.Of(Output[0]);

    public override IReadOnlyList<ParameterSpec> Parameters => affine ? [new("Weight", Channels), new("Bias", Channels)] : [];

    public override ParameterHolder? Holder => affine ? Normalisations.Holder(Channels) : null;

    public override Value Lower(Lowering lowering, Value input) =>
        lowering.Add(new GroupNorm(groups, _epsilon, lowering.Training), [input, .. lowering.Parameters(this)]);
}
