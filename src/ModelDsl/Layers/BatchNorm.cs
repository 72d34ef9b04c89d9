using ModelDsl.Binding;
using ModelDsl.Diagnostics;
using ModelDsl.Graphs;
using ModelDsl.Ops;

namespace ModelDsl.Layers;

/// <summary><c>bn(epsilon 1e-5, momentum 0.1)</c>: batch normalisation, Ioffe and Szegedy 2015; momentum is the weight of the new batch in the running statistics.</summary>
public sealed class BatchNormKind : LayerKind
{
    public override string Keyword => "bn";

    public override IReadOnlyList<string> Aliases => ["batchnorm"];

    public override LayerRole Role => LayerRole.Normalisation;

    public override string Example => "bn";

    public override IReadOnlyList<Option> Options =>
    [
        Option.Number("epsilon") with { Minimum = 0, AboveMinimum = true },
        Option.Number("momentum") with { Minimum = 0, Below = 1 },
    ];

    public override Layer? Bind(LayerCall call, Shape input)
    {
        if (input.Rank is 1 or 3) return new Bound(call, input);
        call.Report(Catalogue.NeedsAnImage(call.Place, call.Written, call.Before, input));
        return null;
    }

    private sealed class Bound(LayerCall call, Shape output) : Layer(output)
    {
        private readonly double _epsilon = call.Number("epsilon", Ops.BatchNorm.UsualEpsilon);

        private readonly double _momentum = call.Number("momentum", Ops.BatchNorm.UsualMomentum);

        public override IReadOnlyList<ParameterSpec> Parameters => [new("Weight", Shape.Of(Output[0])), new("Bias", Shape.Of(Output[0]))];

        public override ParameterHolder Holder => new("BatchNormParameters", $"channels: {Constants.Of(Output[0])}");

        public override Value Lower(Lowering lowering, Value input) => lowering.Training
            ? lowering.Add(new BatchNorm(_momentum, _epsilon), [input, .. lowering.Parameters(this)])
            : lowering.Add(new BatchNormInference(_epsilon), [input, .. lowering.Parameters(this)]);
    }
}
