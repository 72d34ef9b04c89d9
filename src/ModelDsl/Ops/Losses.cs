using ModelDsl.Differentiation;
using ModelDsl.Graphs;

namespace ModelDsl.Ops;

/// <summary>
/// A loss fused with its gradient: outputs the mean over the batch and its gradient with respect to the first input. It ends a training pass, so
/// the gradient that reaches it is always one.
/// </summary>
public abstract record LossOp : Op
{
    private static readonly string[] Names = ["Loss", "Gradient"];

    public override string[] OutputNames => Names;

    public override IReadOnlyList<TensorType> Infer(IReadOnlyList<TensorType> inputs) => [TensorType.Shared(Shape.Scalar), inputs[0]];

    public override void Differentiate(GradientBuilder gradient) => gradient.Contribute(0, gradient.Output(1));

    public override IEnumerable<string> Arguments(OpCall call) => [call[0], call[1]];
}

/// <summary>-log softmax(logits)[label]; gradient (softmax - onehot) / N.</summary>
public sealed record SoftmaxCrossEntropy : LossOp
{
    public override string Method => "SoftmaxCrossEntropy";
}

/// <summary>-t log sigmoid(x) - (1 - t) log(1 - sigmoid(x)), mean over all outputs.</summary>
public sealed record SigmoidBinaryCrossEntropy : LossOp
{
    public override string Method => "SigmoidBinaryCrossEntropy";
}

/// <summary>(y - t)², mean over all outputs.</summary>
public sealed record MeanSquaredError : LossOp
{
    public override string Method => "MeanSquaredError";
}
