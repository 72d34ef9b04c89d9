using ModelDsl.Runtime.Interop;
using static System.FormattableString;

namespace ModelDsl.Runtime;

// Losses of classes. Scores and labels are [N, C] and [N], [N, T, C] and [N, T] for each step of a sequence, or [N, C, H, W] and [N, H, W] for each
// pixel of a map. Where classes have weights, the mean is over what the labels weigh: the sum of w[label] times each loss over the sum of w[label].
public sealed partial class Step
{
    // "No label is ignored": libtorch's default.
    private const long NoLabel = -100;

    /// <summary>
    /// Cross-entropy of the logits' softmax with labels, a scalar: the mean of -log softmax(x)[label]; dx = (softmax(x) - one-hot) / count.
    /// Logits and labels are [N, C] and [N], [N, T, C] and [N, T] for each step of a sequence, or [N, C, H, W] and [N, H, W] for each pixel
    /// of a map. With smoothing (Szegedy et al. 2016) the one-hot gives this much of its 1 to all classes alike. Class weights, C of them, make some labels count
    /// more than others, and the mean is over what they weigh; as PyTorch's, also of a smoothed one, whose part of a class counts what that class weighs.
    /// </summary>
    /// <exception cref="LayerException">
    /// A label is not within 0 and C - 1, there is not one for each row of logits, or there are class weights but not C of them.
    /// </exception>
    public (Value Loss, Value Gradient) SoftmaxCrossEntropy(
        LayerName layer, Value logits, Value labels, ReadOnlySpan<double> classWeights = default, double smoothing = 0, double weight = 1)
    {
        int rank = _dispatcher.Rank(Handle(logits));
        try
        {
            if (rank == 4) CheckPixels(layer, logits, labels);
            if (rank != 3) return RowCrossEntropy(logits, labels, classWeights, smoothing, weight);
            var (rows, flat) = AsRows(layer, logits, labels);
            var (loss, dRows) = RowCrossEntropy(rows, flat, classWeights, smoothing, weight);
            Release(rows, flat);
            return (loss, AsSequence(dRows, logits));
        }
        catch (LibTorchException e)
        {
            throw Failure(layer, e);
        }
    }

    /// <summary>
    /// Of log-probabilities x with labels, a scalar: the mean of -x[label]; dx = -one-hot / count. Sizes and class weights as of
    /// <see cref="SoftmaxCrossEntropy"/>.
    /// </summary>
    /// <exception cref="LayerException">
    /// A label is not within 0 and C - 1, there is not one for each row, or there are class weights but not C of them.
    /// </exception>
    public (Value Loss, Value Gradient) NegativeLogLikelihood(
        LayerName layer, Value logProbabilities, Value labels, ReadOnlySpan<double> classWeights = default, double weight = 1)
    {
        int rank = _dispatcher.Rank(Handle(logProbabilities));
        try
        {
            if (rank == 4) CheckPixels(layer, logProbabilities, labels);
            if (rank != 3) return RowLikelihood(logProbabilities, labels, classWeights, weight);
            var (rows, flat) = AsRows(layer, logProbabilities, labels);
            var (loss, dRows) = RowLikelihood(rows, flat, classWeights, weight);
            Release(rows, flat);
            return (loss, AsSequence(dRows, logProbabilities));
        }
        catch (LibTorchException e)
        {
            throw Failure(layer, e);
        }
    }

    /// <summary>Of rows, or of a map, each pixel of which is one, its scores the whole map apart.</summary>
    private (Value Loss, Value Gradient) RowCrossEntropy(Value logits, Value labels, ReadOnlySpan<double> classWeights, double smoothing, double weight)
    {
        if (!Fused || smoothing != 0 || classWeights.Length > 0 || _dispatcher.Rank(Handle(logits)) == 4)
            return UnfusedCrossEntropy(logits, labels, classWeights, smoothing, weight);
        var (loss, gradient) = _aten.SoftmaxCrossEntropy(Handle(logits), Handle(labels));
        return Weighted(Own(loss), Own(gradient), weight);
    }

    private (Value Loss, Value Gradient) RowLikelihood(Value logProbabilities, Value labels, ReadOnlySpan<double> classWeights, double weight)
    {
        var weights = Numbers(classWeights);
        var (loss, gradient, total) = Likelihood(logProbabilities, labels, weights);
        Release(weights, total);
        return Weighted(loss, gradient, weight);
    }

    private (Value Loss, Value Gradient) UnfusedCrossEntropy(Value logits, Value labels, ReadOnlySpan<double> classWeights, double smoothing, double weight)
    {
        var weights = Numbers(classWeights);
        var logProbabilities = Own(_aten.LogSoftmax(Handle(logits), 1));
        var (loss, dLogProbabilities, total) = Likelihood(logProbabilities, labels, weights);
        if (smoothing != 0) Smooth(loss, logProbabilities, dLogProbabilities, weights, total, smoothing);
        var gradient = Own(_aten.LogSoftmaxBackwardData(Handle(dLogProbabilities), Handle(logProbabilities), 1, Network.ElementType));
        Release(weights, total, logProbabilities, dLogProbabilities);
        return Weighted(loss, gradient, weight);
    }

    /// <summary>The mean of -x[label], its gradient, and what the labels weigh together.</summary>
    private (Value Loss, Value Gradient, Value Total) Likelihood(Value logProbabilities, Value labels, Value weights)
    {
        bool isMap = _dispatcher.Rank(Handle(logProbabilities)) == 4;
        nint p = Handle(logProbabilities), y = Handle(labels), w = weights.IsNone ? 0 : Handle(weights);
        var (mean, sum) = isMap
            ? _aten.NllLoss2dForward(p, y, w, Reduction.Mean, NoLabel)
            : _aten.NllLossForward(p, y, w, Reduction.Mean, NoLabel);
        var (loss, total) = (Own(mean), Own(sum));
        var one = Own(_aten.OnesLike(Handle(loss)));
        var gradient = Own(isMap
            ? _aten.NllLoss2dBackward(Handle(one), p, y, w, Reduction.Mean, NoLabel, Handle(total))
            : _aten.NllLossBackward(Handle(one), p, y, w, Reduction.Mean, NoLabel, Handle(total)));
        Release(one);
        return (loss, gradient, total);
    }

    /// <summary>Mixes in the cross-entropy with equal probabilities: the mean of -log p over all classes, each as its weight has it.</summary>
    private void Smooth(Value loss, Value logProbabilities, Value gradient, Value weights, Value total, double smoothing)
    {
        double share = smoothing / Size(logProbabilities, 1);
        // What each class of a row counts in the mean: its weight over what the labels weigh.
        var part = weights.IsNone ? Own(_aten.OnesLike(Handle(total))) : AsChannels(weights, _dispatcher.Rank(Handle(logProbabilities)));
        var parts = Own(_aten.Div(Handle(part), Handle(total)));
        var terms = Own(_aten.Mul(Handle(logProbabilities), Handle(parts)));
        var sum = Own(_aten.SumAll(Handle(terms)));
        _aten.MulScalarInPlace(Handle(loss), 1 - smoothing);
        _aten.AddScaledInPlace(Handle(loss), Handle(sum), -share);
        _aten.MulScalarInPlace(Handle(gradient), 1 - smoothing);
        _aten.AddScaledInPlace(Handle(gradient), Handle(parts), -share);
        Release(part, parts, terms, sum);
    }

    /// <summary>[C] as [1, C] or [1, C, 1, 1].</summary>
    private Value AsChannels(Value vector, int rank) =>
        Own(rank == 4 ? _aten.Reshape(Handle(vector), [1, Size(vector, 0), 1, 1]) : _aten.Reshape(Handle(vector), [1, Size(vector, 0)]));

    /// <summary>Every step of a sequence is a row of its own.</summary>
    private (Value Rows, Value Labels) AsRows(LayerName layer, Value sequence, Value labels)
    {
        long examples = Size(sequence, 0), steps = Size(sequence, 1);
        CheckLabels(layer, labels, [examples, steps]);
        return (Own(_aten.Reshape(Handle(sequence), [examples * steps, Size(sequence, 2)])), Own(_aten.Reshape(Handle(labels), [examples * steps])));
    }

    private Value AsSequence(Value rows, Value like)
    {
        var result = Own(_aten.Reshape(Handle(rows), [Size(like, 0), Size(like, 1), Size(like, 2)]));
        Release(rows);
        return result;
    }

    /// <summary>A few numbers, always the same, as a tensor that stays the network's; none for none.</summary>
    private Value Numbers(ReadOnlySpan<double> numbers) =>
        numbers.IsEmpty ? default : _slots.Own(_dispatcher.Retain(Network.Constant(numbers).Handle), foreign: true);

    private void CheckPixels(LayerName layer, Value map, Value labels) => CheckLabels(layer, labels, [Size(map, 0), Size(map, 2), Size(map, 3)]);

    private void CheckLabels(LayerName layer, Value labels, ReadOnlySpan<long> expected)
    {
        Span<long> given = stackalloc long[_dispatcher.Rank(Handle(labels))];
        _dispatcher.Sizes(Handle(labels), given);
        if (given.SequenceEqual(expected)) return;
        throw Mismatch(layer, Invariant($"labels of {ShapeMismatchException.Format(expected)}"), labels);
    }
}
