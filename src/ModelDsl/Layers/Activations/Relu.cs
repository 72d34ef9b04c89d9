using ModelDsl.Ops;

namespace ModelDsl.Layers;

/// <summary>max(x, 0), Nair and Hinton 2010.</summary>
public sealed class Relu : ActivationKind
{
    public override string Keyword => "relu";

    public override ActivationFunction Function(LayerCall call) => Rectifier;

    /// <summary>What conv and fc carry unless the model names another.</summary>
    public static ActivationFunction Rectifier { get; } = new("relu", "Activation.Relu", SlopeFromOutput: true, He);
}
