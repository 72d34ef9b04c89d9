using ModelDsl.Diagnostics;
using ModelDsl.Graphs;
using ModelDsl.Ops;

namespace ModelDsl.Layers;

/// <summary>max(x, 0), Nair and Hinton 2010; <c>relu6</c> is capped at 6, Krizhevsky 2010.</summary>
public sealed class Relu : ActivationKind
{
    public override string Keyword => "relu";

    /// <summary>The number behind the word is no kernel but the cap.</summary>
    public override HeadParts Head => HeadParts.Kernel;

    /// <summary>What conv and fc carry unless the model names another.</summary>
    public static ActivationFunction Rectifier { get; } = new("relu", "Activation.Relu", SlopeFromOutput: true, He);

    public override ActivationFunction Function(LayerCall call) => call.Kernel is { Height: var cap }
        ? new($"relu{Constants.Of(cap)}", $"Activation.CappedRelu({Constants.Of(cap)})", SlopeFromOutput: true, He)
        : Rectifier;

    public override Layer? Bind(LayerCall call, Shape input)
    {
        if (call.Kernel is not { } cap || cap.Height == cap.Width) return base.Bind(call, input);
        call.Report(Catalogue.UnwantedHeadPart(call.Place, Keyword, "cap of two sizes", "relu6"));
        return null;
    }
}
