using ModelDsl.Differentiation;
using ModelDsl.Graphs;

namespace ModelDsl.Ops;

/// <summary>Zhang et al. 2018: channel j of group i becomes channel i of group j. The gradient goes back by a shuffle of as many groups as one had channels.</summary>
public sealed record ChannelShuffle(int Groups) : Op
{
    public override string Method => "ChannelShuffle";

    public override IReadOnlyList<TensorType> Infer(IReadOnlyList<TensorType> inputs) => Same(inputs);

    public override void Differentiate(GradientBuilder gradient)
    {
        var back = new ChannelShuffle(gradient.Input(0).Type.Shape.Channels / Groups);
        gradient.Contribute(0, gradient.Add(back, gradient.OutputGradient(0)));
    }

    public override IEnumerable<string> Arguments(OpCall call) => [call[0], $"groups: {Constants.Of(Groups)}"];
}
