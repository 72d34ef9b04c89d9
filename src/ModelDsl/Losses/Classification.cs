using ModelDsl.Graphs;
using ModelDsl.Layers;
using ModelDsl.Ops;
using ModelDsl.Text;

namespace ModelDsl.Losses;

/// <summary>What cross-entropy and nll share: one number a class with a label; of a sequence or map with a label a step or pixel; classes may have weights.</summary>
public abstract class ClassificationLoss : LossFunction
{
    protected static Option Weighting { get; } = Option.Numbers("weights") with { Minimum = 0 };

    public override string Example => Name;

    public override Arity Values => Arity.One;

    public override TargetKind Target(LayerKind? end) => TargetKind.Labels;

    public override string? Problem(IReadOnlyList<Shape> values, LossCall call)
    {
        var (shape, weights) = (values[0], ClassWeights(call).Count);
        if (shape.Rank is < 1 or > 3 || shape[Broadcast.ChannelAxis(shape.Rank)] is var classes && classes < 2)
            return $"it needs one score for each of two or more classes, but the model gives {shape}";
        return weights == 0 || weights == classes
            ? null
            : FormattableString.Invariant($"it needs a weight for each of {classes} classes, but is given {weights}");
    }

    protected static EquatableArray<double> ClassWeights(LossCall call) => call.Numbers(Weighting.Name).ToEquatableArray();
}

/// <summary><c>cross-entropy(smoothing 0.1, weights 1 2 0.5)</c>: of scores.</summary>
public sealed class CrossEntropy : ClassificationLoss
{
    public override string Keyword => "crossentropy";

    public override string Name => "cross-entropy";

    public override IReadOnlyList<string> KnownAs => ["ce", "xent", "categoricalcrossentropy", "sparsecategoricalcrossentropy", "softmaxcrossentropy", "crossentropyloss"];

    public override ScoreFunction Scores => ScoreFunction.Softmax;

    public override IReadOnlyList<Option> Options => [Option.Number("smoothing") with { Minimum = 0, Below = 1 }, Weighting];

    public override string? Remedy(LayerKind end) => end switch
    {
        LogSoftmaxKind => "end it in softmax, or write 'loss nll'",
        Sigmoid => "end it in softmax, or write 'loss bce'",
        { Role: LayerRole.Activation } and not Identity => "end it in softmax",
        _ => null,
    };

    public override LossOp Operation(LossCall call) =>
        new SoftmaxCrossEntropy(call.Number("smoothing", 0)) { ClassWeights = ClassWeights(call), Weight = call.Weight };
}

/// <summary><c>nll(weights 1 2 0.5)</c>: the negative log-likelihood of log-probabilities.</summary>
public sealed class NegativeLogLikelihood : ClassificationLoss
{
    public override string Keyword => "nll";

    public override IReadOnlyList<string> KnownAs => ["nllloss", "negativeloglikelihood", "loglikelihood"];

    public override IReadOnlyList<Option> Options => [Weighting];

    public override string? Remedy(LayerKind end) => end switch
    {
        LogSoftmaxKind => null,
        { Role: LayerRole.Softmax } => "end it in log-softmax, or write 'loss cross-entropy'",
        { Role: LayerRole.Weighted or LayerRole.Activation } and not Identity => "end it in log-softmax",
        _ => null,
    };

    public override LossOp Operation(LossCall call) => new NegativeLogLikelihoodLoss { ClassWeights = ClassWeights(call), Weight = call.Weight };

    public override LossOp? WithLogSoftmax(LossCall call) => new SoftmaxCrossEntropy { ClassWeights = ClassWeights(call), Weight = call.Weight };
}
