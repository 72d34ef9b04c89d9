using ModelDsl.Runtime.Interop;
using static System.FormattableString;

namespace ModelDsl.Runtime;

public sealed partial class Step
{
    // "No label is ignored": libtorch's default.
    private const long NoLabel = -100;

    /// <summary>
    /// Cross-entropy of the logits' softmax with labels, a scalar: the mean of -log softmax(x)[label]; dx = (softmax(x) - one-hot) / count.
    /// Logits and labels are [N, C] and [N], [N, T, C] and [N, T] for each step of a sequence, or [N, C, H, W] and [N, H, W] for each pixel
    /// of a map. With smoothing (Szegedy et al. 2016) the one-hot gives this much of its 1 to all classes alike.
    /// </summary>
    /// <exception cref="LayerException">A label is not within 0 and C - 1, or there is not one for each row of logits.</exception>
    public (Value Loss, Value Gradient) SoftmaxCrossEntropy(
        LayerName layer, Value logits, Value labels, double smoothing = 0, double weight = 1)
    {
        int rank = _dispatcher.Rank(Handle(logits));
        try
        {
            if (rank == 3) return SequenceCrossEntropy(layer, logits, labels, smoothing, weight);
            if (rank == 4) return MapCrossEntropy(layer, logits, labels, smoothing, weight);
            return RowCrossEntropy(logits, labels, smoothing, weight);
        }
        catch (LibTorchException e)
        {
            throw Failure(layer, e);
        }
    }

    private (Value Loss, Value Gradient) RowCrossEntropy(Value logits, Value labels, double smoothing, double weight)
    {
        if (!Fused || smoothing != 0) return UnfusedCrossEntropy(logits, labels, smoothing, weight);
        var (loss, gradient) = _aten.SoftmaxCrossEntropy(Handle(logits), Handle(labels));
        return Weighted(Own(loss), Own(gradient), weight);
    }

    /// <summary>Every step is a row of its own.</summary>
    private (Value Loss, Value Gradient) SequenceCrossEntropy(LayerName layer, Value logits, Value labels, double smoothing, double weight)
    {
        long examples = Size(logits, 0), steps = Size(logits, 1), classes = Size(logits, 2);
        CheckLabels(layer, labels, [examples, steps]);
        var rows = Own(_aten.Reshape(Handle(logits), [examples * steps, classes]));
        var flat = Own(_aten.Reshape(Handle(labels), [examples * steps]));
        var (loss, dRows) = RowCrossEntropy(rows, flat, smoothing, weight);
        var gradient = Own(_aten.Reshape(Handle(dRows), [examples, steps, classes]));
        Release(rows, flat, dRows);
        return (loss, gradient);
    }

    /// <summary>So is every pixel, its scores the whole map apart.</summary>
    private (Value Loss, Value Gradient) MapCrossEntropy(LayerName layer, Value logits, Value labels, double smoothing, double weight)
    {
        CheckLabels(layer, labels, [Size(logits, 0), Size(logits, 2), Size(logits, 3)]);
        return UnfusedCrossEntropy(logits, labels, smoothing, weight);
    }

    private (Value Loss, Value Gradient) UnfusedCrossEntropy(Value logits, Value labels, double smoothing, double weight)
    {
        bool isMap = _dispatcher.Rank(Handle(logits)) == 4;
        nint y = Handle(labels);
        var logProbabilities = Own(_aten.LogSoftmax(Handle(logits), 1));
        nint p = Handle(logProbabilities);
        var (mean, total) = isMap
            ? _aten.NllLoss2dForward(p, y, 0, Reduction.Mean, NoLabel)
            : _aten.NllLossForward(p, y, 0, Reduction.Mean, NoLabel);
        var (loss, totalWeight) = (Own(mean), Own(total));
        var one = Own(_aten.OnesLike(Handle(loss)));
        var dLogProbabilities = Own(isMap
            ? _aten.NllLoss2dBackward(Handle(one), p, y, 0, Reduction.Mean, NoLabel, Handle(totalWeight))
            : _aten.NllLossBackward(Handle(one), p, y, 0, Reduction.Mean, NoLabel, Handle(totalWeight)));
        if (smoothing != 0) Smooth(loss, logProbabilities, dLogProbabilities, smoothing);
        var gradient = Own(_aten.LogSoftmaxBackwardData(Handle(dLogProbabilities), p, 1, Network.ElementType));
        Release(logProbabilities, totalWeight, one, dLogProbabilities);
        return Weighted(loss, gradient, weight);
    }

    /// <summary>Mixes in the cross-entropy with equal probabilities: the mean of -log p over all classes.</summary>
    private void Smooth(Value loss, Value logProbabilities, Value gradient, double smoothing)
    {
        double share = smoothing / _dispatcher.Length(Handle(logProbabilities));
        var sum = Own(_aten.SumAll(Handle(logProbabilities)));
        _aten.MulScalarInPlace(Handle(loss), 1 - smoothing);
        _aten.AddScaledInPlace(Handle(loss), Handle(sum), -share);
        Release(sum);
        _aten.MulScalarInPlace(Handle(gradient), 1 - smoothing);
        _aten.AddScalarInPlace(Handle(gradient), -share);
    }

    private void CheckLabels(LayerName layer, Value labels, ReadOnlySpan<long> expected)
    {
        Span<long> given = stackalloc long[_dispatcher.Rank(Handle(labels))];
        _dispatcher.Sizes(Handle(labels), given);
        if (given.SequenceEqual(expected)) return;
        throw Mismatch(layer, Invariant($"labels of {ShapeMismatchException.Format(expected)}"), labels);
    }
}
