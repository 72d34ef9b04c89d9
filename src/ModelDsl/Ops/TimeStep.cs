using ModelDsl.Differentiation;
using ModelDsl.Graphs;

namespace ModelDsl.Ops;

/// <summary>The last step of a sequence or the first: [N, T, C] to [N, C].</summary>
public sealed record TimeStep(bool IsLast) : Op
{
    public override string Method => IsLast ? "Last" : "First";

    public override bool IsView => true;

    public override IReadOnlyList<TensorType> Infer(IReadOnlyList<TensorType> inputs) => [TensorType.Batch(Shape.Of(inputs[0].Shape.Features))];

    public override void Differentiate(GradientBuilder gradient) => gradient.Contribute(
        0, gradient.Add(new TimeStepBackward(IsLast, gradient.Input(0).Type.Shape), gradient.OutputGradient(0)));

    public override IEnumerable<string> Arguments(OpCall call) => [call[0]];
}

/// <summary>The gradient in its step, zeros in the others.</summary>
public sealed record TimeStepBackward(bool IsLast, Shape InputShape) : BackwardOp
{
    public override string Method => IsLast ? "LastBackward" : "FirstBackward";

    public override IReadOnlyList<TensorType> Infer(IReadOnlyList<TensorType> inputs) => [TensorType.Batch(InputShape)];

    public override IEnumerable<string> Arguments(OpCall call) => [call[0], $"steps: {Constants.Of(InputShape.Steps)}"];
}
