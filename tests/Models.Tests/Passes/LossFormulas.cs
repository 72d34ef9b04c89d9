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
        SoftmaxCrossEntropy s => CrossEntropy(values[0], values[1], s.Smoothing),
        SigmoidBinaryCrossEntropy => BinaryCrossEntropy(values[0], values[1]),
        MeanSquaredError => keep(_aten.MseLoss(values[0], values[1], Reduction.Mean)),
        MeanAbsoluteError => keep(_aten.L1Loss(values[0], values[1], Reduction.Mean)),
        HuberLoss h => keep(_aten.HuberLoss(values[0], values[1], Reduction.Mean, h.Delta)),
        HingeLoss => Mean(keep(_aten.Relu(OneMinus(Times(values[0], values[1]))))),
        GaussianDivergence => Divergence(values[0], values[1]),
        ContractivePenalty => Contraction(values[0], values[1]),
        _ => throw new NotSupportedException($"the reference does not know the loss {op}"),
    };

    /// <summary>The mean over the rows of -q log p, where q is 1 - smoothing for the label and smoothing shared by all classes.</summary>
    private nint CrossEntropy(nint probabilities, nint labels, double smoothing)
    {
        var logs = keep(_aten.Log(probabilities));
        var axis = Classes(probabilities);
        var picked = Mean(keep(_aten.Gather(logs, axis, keep(_aten.Unsqueeze(labels, axis)))));
        return Plus(keep(_aten.MulScalar(picked, smoothing - 1)), keep(_aten.MulScalar(Mean(logs), -smoothing)));
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

    private long Examples(nint x)
    {
        var sizes = new long[dispatcher.Rank(x)];
        dispatcher.Sizes(x, sizes);
        return sizes[0];
    }

    private nint Mean(nint x) => keep(_aten.Mean(x, []));

    private nint Sum(nint x) => keep(_aten.Sum(x, []));

    private nint Plus(nint x, nint y) => keep(_aten.Add(x, y));

    private nint Times(nint x, nint y) => keep(_aten.Mul(x, y));

    private nint Square(nint x) => keep(_aten.Mul(x, x));

    private nint OneMinus(nint x) => keep(_aten.AddScalar(keep(_aten.Neg(x)), 1));
}
