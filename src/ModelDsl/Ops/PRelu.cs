using ModelDsl.Differentiation;
using ModelDsl.Graphs;

namespace ModelDsl.Ops;

/// <summary>He et al. 2015: y = x above zero, slope * x below. Inputs: x, and the slope, one or one for each channel.</summary>
public sealed record PRelu : Op
{
    public override string Method => "PRelu";

    public override IReadOnlyList<TensorType> Infer(IReadOnlyList<TensorType> inputs) => Same(inputs);

    public override void Differentiate(GradientBuilder gradient) =>
        gradient.ContributeAll(gradient.AddNode(new PReluBackward(), [gradient.OutputGradient(0), .. gradient.Inputs]));

    public override IEnumerable<string> Arguments(OpCall call) => [call[0]];
}

/// <summary>Inputs: gradient, x, slope.</summary>
public sealed record PReluBackward : BackwardOp
{
    private static readonly string[] Names = ["Input", "Weight"];

    public override string Method => "PReluBackward";

    public override string[] OutputNames => Names;

    public override IReadOnlyList<TensorType> Infer(IReadOnlyList<TensorType> inputs) => [inputs[1], inputs[2]];

    public override IEnumerable<string> Arguments(OpCall call) => [call[0], call[1]];
}
