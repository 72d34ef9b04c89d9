using ModelDsl.Ops;

namespace ModelDsl.Layers;

/// <summary>x above the threshold, a fixed value at or below it: <c>threshold(0.1, value 0)</c>.</summary>
public sealed class Threshold : ActivationKind
{
    public override string Keyword => "threshold";

    public override IReadOnlyList<Option> Options => [Option.Number("at", position: 0), Option.Number("value", position: 1)];

    public override ActivationFunction Function(LayerCall call)
    {
        var at = call.Number("at", 0);
        var value = call.Number("value", 0);
        var arguments = $"{Constants.Of(at)}, {Constants.Of(value)}";
        return new($"threshold({arguments})", $"Activation.Threshold({arguments})", SlopeFromOutput: value <= at, He, KeepsZero: false);
    }
}
