using ModelDsl.Runtime.Interop;

namespace ModelDsl.Runtime;

// Losses come with their gradient: the mean over the batch, a scalar, and its gradient with respect to what the network gave.
public sealed partial class Step
{
    // "No label is ignored": libtorch's default.
    private const long NoLabel = -100;

    /// <summary>
    /// Cross-entropy of the logits' softmax, [N, C], with labels, [N]: the mean of -log softmax(x)[label]; dx = (softmax(x) - one-hot) / N.
    /// </summary>
    /// <exception cref="LayerException">A label is not within 0 and C - 1.</exception>
    public (Value Loss, Value Gradient) SoftmaxCrossEntropy(LayerName layer, Value logits, Value labels)
    {
        try
        {
            if (!Fused) return UnfusedCrossEntropy(logits, labels);
            var (loss, gradient) = _aten.SoftmaxCrossEntropy(Handle(logits), Handle(labels));
            return (Own(loss), Own(gradient));
        }
        catch (LibTorchException e)
        {
            throw Failure(layer, e);
        }
    }

    /// <summary>
    /// Binary cross-entropy of the logits' sigmoid with a target of probabilities of the same shape, the mean over all elements;
    /// dx = (sigmoid(x) - target) / count.
    /// </summary>
    public (Value Loss, Value Gradient) SigmoidBinaryCrossEntropy(LayerName layer, Value logits, Value target)
    {
        CheckSameSizes(layer, logits, target);
        try
        {
            if (!Fused) return UnfusedBinaryCrossEntropy(logits, target);
            var (loss, gradient) = _aten.SigmoidBce(Handle(logits), Handle(target));
            return (Own(loss), Own(gradient));
        }
        catch (LibTorchException e)
        {
            throw Failure(layer, e);
        }
    }

    /// <summary>The mean over all elements of (output - target)²; dx = 2 (output - target) / count.</summary>
    public (Value Loss, Value Gradient) MeanSquaredError(LayerName layer, Value output, Value target)
    {
        CheckSameSizes(layer, output, target);
        try
        {
            var loss = Own(_aten.MseLoss(Handle(output), Handle(target), Reduction.Mean));
            var gradient = Own(_aten.Sub(Handle(output), Handle(target)));
            _aten.MulScalarInPlace(Handle(gradient), 2.0 / _dispatcher.Length(Handle(gradient)));
            return (loss, gradient);
        }
        catch (LibTorchException e)
        {
            throw Failure(layer, e);
        }
    }

    private (Value Loss, Value Gradient) UnfusedCrossEntropy(Value logits, Value labels)
    {
        var logProbabilities = Own(_aten.LogSoftmax(Handle(logits), 1));
        var (mean, total) = _aten.NllLossForward(Handle(logProbabilities), Handle(labels), 0, Reduction.Mean, NoLabel);
        var (loss, totalWeight) = (Own(mean), Own(total));
        var one = Own(_aten.OnesLike(Handle(loss)));
        var dLogProbabilities = Own(_aten.NllLossBackward(
            Handle(one), Handle(logProbabilities), Handle(labels), 0, Reduction.Mean, NoLabel, Handle(totalWeight)));
        var gradient = Own(_aten.LogSoftmaxBackwardData(Handle(dLogProbabilities), Handle(logProbabilities), 1, Network.ElementType));
        Release(logProbabilities, totalWeight, one, dLogProbabilities);
        return (loss, gradient);
    }

    private (Value Loss, Value Gradient) UnfusedBinaryCrossEntropy(Value logits, Value target)
    {
        var loss = Own(_aten.BinaryCrossEntropyWithLogits(Handle(logits), Handle(target), 0, 0, Reduction.Mean));
        var gradient = Own(_aten.Sigmoid(Handle(logits)));
        _aten.SubInPlace(Handle(gradient), Handle(target));
        _aten.MulScalarInPlace(Handle(gradient), 1.0 / _dispatcher.Length(Handle(gradient)));
        return (loss, gradient);
    }
}
