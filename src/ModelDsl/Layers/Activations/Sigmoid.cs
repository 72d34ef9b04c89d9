using ModelDsl.Ops;

namespace ModelDsl.Layers;

/// <summary>1 / (1 + exp(-x)).</summary>
public sealed class Sigmoid : ActivationKind
{
    public override string Keyword => "sigmoid";

    public override IReadOnlyList<string> Aliases => ["logistic"];

    public override ActivationFunction Function(LayerCall call) => Logistic;

    /// <summary>A model that ends in it is trained with binary cross-entropy.</summary>
    public static ActivationFunction Logistic { get; } = new("sigmoid", "Activation.Sigmoid", SlopeFromOutput: true, Glorot, KeepsZero: false);
}
