using ModelDsl.Differentiation;
using ModelDsl.Graphs;

namespace ModelDsl.Ops;

/// <summary>exp(x) over its sum along the first axis of an example: the classes.</summary>
public sealed record Softmax : Op
{
    public override string Method => "Softmax";

    public override IReadOnlyList<TensorType> Infer(IReadOnlyList<TensorType> inputs) => Same(inputs);

    public override void Differentiate(GradientBuilder gradient) =>
        gradient.Contribute(0, gradient.Add(new SoftmaxBackward(), gradient.OutputGradient(0), gradient.Output(0)));

    public override IEnumerable<string> Arguments(OpCall call) => [call[0]];
}

/// <summary>Inputs: gradient, y.</summary>
public sealed record SoftmaxBackward : BackwardOp
{
    public override string Method => "SoftmaxBackward";

    public override IReadOnlyList<TensorType> Infer(IReadOnlyList<TensorType> inputs) => Same(inputs);

    public override IEnumerable<string> Arguments(OpCall call) => [call[0], call[1]];
}
