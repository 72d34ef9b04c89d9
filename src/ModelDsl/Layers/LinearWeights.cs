using ModelDsl.Graphs;
using ModelDsl.Ops;

namespace ModelDsl.Layers;

/// <summary>The weight and bias of a layer whose every output sees every input: [outputs, inputs], and [outputs] unless it says <c>bias no</c>.</summary>
internal sealed class LinearWeights(LayerCall call, Shape weight)
{
    private readonly bool _bias = call.Switch("bias", otherwise: true);

    public Shape Weight => weight;

    public IReadOnlyList<ParameterSpec> Parameters => _bias
        ? [new("Weight", weight), new("Bias", Shape.Of(weight[0]), Optional: true)]
        : [new("Weight", weight)];

    public ParameterHolder Holder => new(
        "LinearParameters",
        $"weight: [{string.Join(", ", weight.Sizes.Select(Constants.Of))}], bias: {(_bias ? "true" : "false")}, {Weights.Initialization(call)}");
}
