using ModelDsl.Ops;

namespace ModelDsl.Layers;

/// <summary>x above zero, slope * x below; Maas et al. 2013: <c>leaky(0.01)</c>.</summary>
public sealed class Leaky : ActivationKind
{
    public override string Keyword => "leaky";

    public override IReadOnlyList<string> Aliases => ["leakyrelu", "lrelu"];

    public override IReadOnlyList<Option> Options => [Option.Number("slope", position: 0) with { Minimum = 0, AboveMinimum = true }];

    public override ActivationFunction Function(LayerCall call)
    {
        var slope = Constants.Of(call.Number("slope", 0.01));
        return new($"leaky({slope})", $"Activation.Leaky({slope})", SlopeFromOutput: true, He);
    }
}
