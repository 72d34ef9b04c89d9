using ModelDsl.Losses;
using ModelDsl.Ops;
using ModelDsl.Runtime;
using ModelDsl.Runtime.Interop;

namespace ModelDsl.Models.Tests.Passes;

/// <summary>Each loss in ATen's own words, as docs/losses.md defines it.</summary>
/// <param name="dispatcher">What runs them.</param>
/// <param name="keep">Takes over every tensor made.</param>
internal sealed class LossFormulas(Dispatcher dispatcher, Func<nint, nint> keep)
{
    private readonly Aten _aten = dispatcher.Aten;

    /// <summary>A term with its weight. Values: what it is of, probabilities where it takes those; then what that should have been, or a weight.</summary>
    public nint Of(LossOp op, IReadOnlyList<nint> values) => op is L1Penalty or L2Penalty
        ? Penalty(op, values[0], Examples(values[0]))
        : keep(_aten.MulScalar(Plain(op, values), op.Weight));

    /// <summary>The sum of |x| or of x², over a batch its mean.</summary>
    public nint Penalty(LossOp op, nint x, long batch) =>
        keep(_aten.MulScalar(Sum(op is L1Penalty ? keep(_aten.Abs(x)) : Square(x)), op.Weight / batch));

    /// <summary>Probabilities of scores.</summary>
    public nint Apply(ScoreFunction function, nint scores) => function switch
    {
        ScoreFunction.Softmax => keep(_aten.Softmax(scores, Classes(scores))),
        ScoreFunction.Sigmoid => keep(_aten.Sigmoid(scores)),
        _ => scores,
    };

    private nint Plain(LossOp op, IReadOnlyList<nint> values) => op switch
    {
        SoftmaxCrossEntropy s => CrossEntropy(keep(_aten.Log(values[0])), values[1], s.ClassWeights, s.Smoothing),
        NegativeLogLikelihoodLoss l => CrossEntropy(values[0], values[1], l.ClassWeights, smoothing: 0),
        SigmoidBinaryCrossEntropy => BinaryCrossEntropy(values[0], values[1]),
        MeanSquaredError => keep(_aten.MseLoss(values[0], values[1], Reduction.Mean)),
        MeanAbsoluteError => keep(_aten.L1Loss(values[0], values[1], Reduction.Mean)),
        HuberLoss h => keep(_aten.HuberLoss(values[0], values[1], Reduction.Mean, h.Delta)),
        HingeLoss => Mean(keep(_aten.Relu(OneMinus(Times(values[0], values[1]))))),
        GaussianDivergence => Divergence(values[0], values[1]),
        ContractivePenalty => Contraction(values[0], values[1]),
        ContrastiveLoss c => Contrast(values[0], values[1], values[2], c.Margin),
        TripletLoss t => Mean(keep(_aten.Relu(keep(_aten.AddScalar(Minus(SquaredDistance(values[0], values[1]), SquaredDistance(values[0], values[2])), t.Margin))))),
        SupervisedContrastiveLoss s => SupervisedContrast(values[0], values[1], s.Temperature),
        SoftDice d => Overlap(values[0], values[1], d.Smooth),
        _ => throw new NotSupportedException($"the reference does not know the loss {op}"),
    };

    /// <summary>
    /// The sum over the rows of -q w log p, where q is 1 - smoothing for the label and smoothing shared by all classes, and w what a class weighs; over what the
    /// labels weigh.
    /// </summary>
    private nint CrossEntropy(nint logs, nint labels, IReadOnlyList<double> classWeights, double smoothing)
    {
        var axis = Classes(logs);
        var classes = Sizes(logs)[axis];
        long[] alone = [.. Sizes(logs).Select((_, i) => i == axis ? classes : 1)];
        using var one = Tensor.From<double>(classWeights.Count > 0 ? [.. classWeights] : [.. Enumerable.Repeat(1.0, (int)classes)], alone, dispatcher.Device(logs));
        using var typed = one.To(dispatcher.ElementType(logs));
        var weights = Times(keep(_aten.OnesLike(logs)), typed.Handle);
        var (terms, index) = (Times(weights, logs), keep(_aten.Unsqueeze(labels, axis)));
        var picked = keep(_aten.MulScalar(Sum(keep(_aten.Gather(terms, axis, index))), smoothing - 1));
        var shared = keep(_aten.MulScalar(Sum(terms), -smoothing / classes));
        return keep(_aten.Div(Plus(picked, shared), Sum(keep(_aten.Gather(weights, axis, index)))));
    }

    /// <summary>Half of d² where two belong together, else of what d lacks of the margin squared.</summary>
    private nint Contrast(nint left, nint right, nint same, double margin)
    {
        var square = SquaredDistance(left, right);
        var missing = keep(_aten.Relu(keep(_aten.AddScalar(keep(_aten.Neg(keep(_aten.Sqrt(square)))), margin))));
        return keep(_aten.MulScalar(Mean(Plus(Times(same, square), Times(OneMinus(same), Square(missing)))), 0.5));
    }

    /// <summary>
    /// The sum over the examples i of -log p_ij, the mean over the others j with i's label; p is the softmax over all others of e_i e_j / temperature. Over the examples.
    /// </summary>
    private nint SupervisedContrast(nint embeddings, nint labels, double temperature)
    {
        var length = keep(_aten.Sqrt(keep(_aten.Sum(Square(embeddings), [1], keepDim: true))));
        var unit = keep(_aten.Div(embeddings, length));
        var likeness = keep(_aten.MulScalar(keep(_aten.Linear(unit, unit, 0)), 1 / temperature));
        var groups = ToInts(labels);
        nint Where(Func<int, int, double> weight) => Constant(likeness, [.. groups.SelectMany((_, i) => groups.Select((_, j) => i == j ? 0 : weight(i, j)))]);
        var all = keep(_aten.Log(keep(_aten.Sum(Times(keep(_aten.Exp(likeness)), Where((_, _) => 1)), [1], keepDim: true))));
        var positives = Where((i, j) => groups[i] == groups[j] ? 1.0 / (groups.Count(g => g == groups[i]) - 1) : 0);
        return keep(_aten.MulScalar(Sum(Times(positives, Minus(all, likeness))), 1.0 / groups.Length));
    }

    private long[] ToInts(nint labels)
    {
        using var tensor = new Tensor(dispatcher, dispatcher.Retain(labels));
        return tensor.ToArray<long>();
    }

    /// <summary>Numbers in the sizes and of the type of a tensor, where that is.</summary>
    private nint Constant(nint like, double[] numbers)
    {
        using var wide = Tensor.From<double>(numbers, Sizes(like), dispatcher.Device(like));
        using var typed = wide.To(dispatcher.ElementType(like));
        return keep(dispatcher.Retain(typed.Handle));
    }

    /// <summary>1 - (2 sum p g + smooth) / (sum p² + sum g² + smooth) of each channel of each example; g may be labels.</summary>
    private nint Overlap(nint p, nint g, double smooth)
    {
        if (dispatcher.ElementType(g) == ElementType.Int64)
        {
            var maps = keep(_aten.ZerosLike(p));
            _aten.ScatterInPlace(maps, 1, keep(_aten.Unsqueeze(g, 1)), 1);
            g = maps;
        }

        var above = keep(_aten.AddScalar(keep(_aten.MulScalar(keep(_aten.Sum(Times(p, g), [2, 3])), 2)), smooth));
        var below = keep(_aten.AddScalar(keep(_aten.Sum(Plus(Square(p), Square(g)), [2, 3])), smooth));
        return OneMinus(Mean(keep(_aten.Div(above, below))));
    }

    /// <summary>The mean over all numbers of -(t log p + (1 - t) log(1 - p)).</summary>
    private nint BinaryCrossEntropy(nint probabilities, nint target)
    {
        var yes = Times(target, keep(_aten.Log(probabilities)));
        var no = Times(OneMinus(target), keep(_aten.Log(OneMinus(probabilities))));
        return keep(_aten.Neg(Mean(Plus(yes, no))));
    }

    /// <summary>(mean² + exp(logvar) - logvar - 1) / 2, summed over the code, the mean over the examples.</summary>
    private nint Divergence(nint mean, nint logVariance)
    {
        var spread = Plus(keep(_aten.Exp(logVariance)), keep(_aten.Neg(logVariance)));
        var each = keep(_aten.AddScalar(Plus(Square(mean), spread), -1));
        return keep(_aten.MulScalar(Sum(each), 0.5 / Examples(mean)));
    }

    /// <summary>The sum over j of (h_j (1 - h_j))² |W_j|², the mean over the examples.</summary>
    private nint Contraction(nint code, nint weight)
    {
        var slopes = Square(Times(code, OneMinus(code)));
        return keep(_aten.MulScalar(Sum(Times(slopes, keep(_aten.Sum(Square(weight), [1])))), 1.0 / Examples(code)));
    }

    /// <summary>The axis of the classes: the last of a sequence, else the first behind the batch.</summary>
    private int Classes(nint scores) => dispatcher.Rank(scores) == 3 ? 2 : 1;

    private long Examples(nint x) => Sizes(x)[0];

    private long[] Sizes(nint x)
    {
        var sizes = new long[dispatcher.Rank(x)];
        dispatcher.Sizes(x, sizes);
        return sizes;
    }

    private nint SquaredDistance(nint x, nint y) => keep(_aten.Sum(Square(Minus(x, y)), [1], keepDim: true));

    private nint Minus(nint x, nint y) => keep(_aten.Sub(x, y));

    private nint Mean(nint x) => keep(_aten.Mean(x, []));

    private nint Sum(nint x) => keep(_aten.Sum(x, []));

    private nint Plus(nint x, nint y) => keep(_aten.Add(x, y));

    private nint Times(nint x, nint y) => keep(_aten.Mul(x, y));

    private nint Square(nint x) => keep(_aten.Mul(x, x));

    private nint OneMinus(nint x) => keep(_aten.AddScalar(keep(_aten.Neg(x)), 1));
}
