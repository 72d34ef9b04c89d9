using ModelDsl.Ops;

namespace ModelDsl.Layers;

/// <summary>x above zero, alpha * (exp(x) - 1) below; Clevert et al. 2016: <c>elu(1)</c>.</summary>
public sealed class Elu : ActivationKind
{
    public override string Keyword => "elu";

    public override IReadOnlyList<Option> Options => [Option.Number("alpha", position: 0) with { Minimum = 0, AboveMinimum = true }];

    public override ActivationFunction Function(LayerCall call)
    {
        var alpha = Constants.Of(call.Number("alpha", 1));
        return new($"elu({alpha})", $"Activation.Elu({alpha})", SlopeFromOutput: true, He);
    }
}
