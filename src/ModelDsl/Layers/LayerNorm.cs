using ModelDsl.Binding;
using ModelDsl.Diagnostics;
using ModelDsl.Graphs;
using ModelDsl.Ops;

namespace ModelDsl.Layers;

/// <summary>
/// <c>layernorm(epsilon 1e-5)</c>: layer normalisation, Ba et al. 2016, over the features of each time step (<c>T x C</c>) or over all of an example
/// (<c>C</c>, <c>C x H x W</c>), with a scale and a shift for each number of those.
/// </summary>
public sealed class LayerNormKind : LayerKind
{
    public override string Keyword => "layernorm";

    public override IReadOnlyList<string> Aliases => ["ln"];

    public override LayerRole Role => LayerRole.Normalisation;

    public override string Example => "layernorm";

    public override IReadOnlyList<Option> Options => [Normalisations.Epsilon];

    public override Layer? Bind(LayerCall call, Shape input)
    {
        var features = input.Rank == 2 ? Shape.Of(input[1]) : input;
        return Normalisations.HasSpread(call, features.Elements, input) ? new Bound(call, input, features) : null;
    }

    private sealed class Bound(LayerCall call, Shape output, Shape features) : Layer(output)
    {
        private readonly double _epsilon = Normalisations.EpsilonOf(call);

        public override IReadOnlyList<ParameterSpec> Parameters => [new("Weight", features), new("Bias", features)];

        public override ParameterHolder Holder => Normalisations.Holder(features);

        public override Value Lower(Lowering lowering, Value input) =>
            lowering.Add(new LayerNorm(features, _epsilon, lowering.Training), [input, .. lowering.Parameters(this)]);
    }
}
