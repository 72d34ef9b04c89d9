using ModelDsl.Differentiation;
using ModelDsl.Graphs;

namespace ModelDsl.Ops;

/// <summary>-log softmax(logits)[label]; gradient (softmax - onehot) / N. With smoothing, onehot gives some of its 1 to all classes alike.</summary>
public sealed record SoftmaxCrossEntropy(double Smoothing = 0) : LossOp
{
    public override string Method => "SoftmaxCrossEntropy";

    protected override IEnumerable<string> Operands(OpCall call) => base.Operands(call).Concat(Constants.Optional("smoothing", Smoothing, 0));
}

/// <summary>-t log sigmoid(x) - (1 - t) log(1 - sigmoid(x)), mean over all outputs.</summary>
public sealed record SigmoidBinaryCrossEntropy : LossOp
{
    public override string Method => "SigmoidBinaryCrossEntropy";

    public override void Differentiate(GradientBuilder gradient)
    {
        base.Differentiate(gradient);
        if (gradient.Wants(1)) gradient.Contribute(1, gradient.Add(new SigmoidBinaryCrossEntropyTarget { Weight = Weight }, gradient.Input(0)));
    }
}

/// <summary>The gradient of the wanted probabilities: -x / count.</summary>
public sealed record SigmoidBinaryCrossEntropyTarget : BackwardOp
{
    public double Weight { get; init; } = 1;

    public override string Method => "SigmoidBinaryCrossEntropyTarget";

    public override IReadOnlyList<TensorType> Infer(IReadOnlyList<TensorType> inputs) => Same(inputs);

    public override IEnumerable<string> Arguments(OpCall call) => new[] { call[0] }.Concat(Constants.Optional("weight", Weight, 1));
}

/// <summary>(y - t)², mean over all outputs.</summary>
public sealed record MeanSquaredError : DifferenceLossOp
{
    public override string Method => "MeanSquaredError";
}

/// <summary>|y - t|, mean over all outputs.</summary>
public sealed record MeanAbsoluteError : DifferenceLossOp
{
    public override string Method => "MeanAbsoluteError";
}

/// <summary>Huber 1964: (y - t)² / 2 up to a difference of delta, delta (|y - t| - delta / 2) beyond; mean over all outputs.</summary>
public sealed record HuberLoss(double Delta) : DifferenceLossOp
{
    public override string Method => "HuberLoss";

    protected override IEnumerable<string> Operands(OpCall call) => base.Operands(call).Concat(Constants.Optional("delta", Delta, 1));
}

/// <summary>max(0, 1 - t y) with t = 1 or -1, mean over all outputs.</summary>
public sealed record HingeLoss : LossOp
{
    public override string Method => "HingeLoss";
}

/// <summary>
/// The divergence of N(mean, exp(logvar)) from N(0, 1), Kingma and Welling 2014: -(1 + logvar - mean² - exp(logvar)) / 2, summed over an example,
/// mean over the batch. Inputs: mean, logvar.
/// </summary>
public sealed record GaussianDivergence : LossOp
{
    private static readonly string[] Names = ["Loss", "Mean", "LogVariance"];

    public override string Method => "GaussianDivergence";

    public override string[] OutputNames => Names;
}
