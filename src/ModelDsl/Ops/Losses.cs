using ModelDsl.Differentiation;
using ModelDsl.Graphs;
using ModelDsl.Text;

namespace ModelDsl.Ops;

/// <summary>A loss of classes, which may count more or less: the mean is over what the labels weigh.</summary>
public abstract record ClassificationLossOp : LossOp
{
    /// <summary>One a class; none where all count 1.</summary>
    public EquatableArray<double> ClassWeights { get; init; }

    protected override IEnumerable<string> Operands(OpCall call) => base.Operands(call).Concat(Constants.Optional("classWeights", ClassWeights));
}

/// <summary>-log softmax(logits)[label]; gradient (softmax - onehot) / N. With smoothing, onehot gives some of its 1 to all classes alike.</summary>
public sealed record SoftmaxCrossEntropy(double Smoothing = 0) : ClassificationLossOp
{
    public override string Method => "SoftmaxCrossEntropy";

    protected override IEnumerable<string> Operands(OpCall call) => base.Operands(call).Concat(Constants.Optional("smoothing", Smoothing, 0));
}

/// <summary>-x[label] of log-probabilities x; gradient -onehot / N.</summary>
public sealed record NegativeLogLikelihoodLoss : ClassificationLossOp
{
    public override string Method => "NegativeLogLikelihood";
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

/// <summary>
/// Hadsell, Chopra and LeCun 2006, d the distance of two embeddings: d² / 2 of what belongs together, max(0, margin - d)² / 2 of what does not, mean over the
/// batch. Inputs: the embeddings, 1 or 0.
/// </summary>
public sealed record ContrastiveLoss(double Margin) : DifferenceLossOp
{
    public override string Method => "ContrastiveLoss";

    protected override IEnumerable<string> Operands(OpCall call) => base.Operands(call).Concat(Constants.Optional("margin", Margin, 1));
}

/// <summary>Schroff et al. 2015: max(0, |a - p|² - |a - n|² + margin), mean over the batch. Inputs: anchor, positive, negative.</summary>
public sealed record TripletLoss(double Margin) : LossOp
{
    private static readonly string[] Names = ["Loss", "Anchor", "Positive", "Negative"];

    public override string Method => "TripletLoss";

    public override string[] OutputNames => Names;

    protected override IEnumerable<string> Operands(OpCall call) => base.Operands(call).Concat(Constants.Optional("margin", Margin, 0.2));
}

/// <summary>
/// Khosla et al. 2020, L_out, with e the embeddings at length 1: -log of the softmax of e_i e_j / temperature over the others j of the batch, the mean over those
/// with i's label, then over the batch. Inputs: the embeddings, labels.
/// </summary>
public sealed record SupervisedContrastiveLoss(double Temperature) : LossOp
{
    public override string Method => "SupervisedContrastiveLoss";

    protected override IEnumerable<string> Operands(OpCall call) => base.Operands(call).Concat(Constants.Optional("temperature", Temperature, 0.1));
}

/// <summary>
/// Milletari et al. 2016: 1 - (2 Σ p g + smooth) / (Σ p² + Σ g² + smooth) with the sums over the pixels, mean over channels and batch. Inputs: probabilities
/// p, and either labels of the pixels or g itself. Both values play the same part.
/// </summary>
public sealed record SoftDice(double Smooth) : LossOp
{
    public override string Method => "SoftDice";

    public override void Differentiate(GradientBuilder gradient)
    {
        base.Differentiate(gradient);
        if (gradient.Wants(1)) gradient.Contribute(1, gradient.AddNode(this, [gradient.Input(1), gradient.Input(0)]).Outputs[1]);
    }

    protected override IEnumerable<string> Operands(OpCall call) => base.Operands(call).Concat(Constants.Optional("smooth", Smooth, 1));
}
