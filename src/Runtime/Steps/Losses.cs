using ModelDsl.Runtime.Interop;

namespace ModelDsl.Runtime;

// Losses come with their gradient: the mean over the batch, a scalar, and its gradient with respect to what the network gave. The weight
// multiplies both.
public sealed partial class Step
{
    /// <summary>
    /// Binary cross-entropy of the logits' sigmoid with a target of probabilities of the same shape, the mean over all elements;
    /// dx = (sigmoid(x) - target) / count.
    /// </summary>
    public (Value Loss, Value Gradient) SigmoidBinaryCrossEntropy(LayerName layer, Value logits, Value target, double weight = 1)
    {
        CheckSameSizes(layer, logits, target);
        try
        {
            if (!Fused) return UnfusedBinaryCrossEntropy(logits, target, weight);
            var (loss, gradient) = _aten.SigmoidBce(Handle(logits), Handle(target));
            return Weighted(Own(loss), Own(gradient), weight);
        }
        catch (LibTorchException e)
        {
            throw Failure(layer, e);
        }
    }

    /// <summary>The gradient of that loss with respect to its target: -x / count.</summary>
    public Value SigmoidBinaryCrossEntropyTarget(LayerName layer, Value logits, double weight = 1) =>
        Scale(layer, logits, -weight / _dispatcher.Length(Handle(logits)));

    /// <summary>The mean over all elements of (output - target)²; dx = 2 (output - target) / count.</summary>
    public (Value Loss, Value Gradient) MeanSquaredError(LayerName layer, Value output, Value target, double weight = 1)
    {
        CheckSameSizes(layer, output, target);
        try
        {
            var loss = Own(_aten.MseLoss(Handle(output), Handle(target), Reduction.Mean));
            var gradient = Own(_aten.Sub(Handle(output), Handle(target)));
            return Finish(loss, gradient, 2, weight);
        }
        catch (LibTorchException e)
        {
            throw Failure(layer, e);
        }
    }

    /// <summary>The mean over all elements of |output - target|; dx = sign(output - target) / count.</summary>
    public (Value Loss, Value Gradient) MeanAbsoluteError(LayerName layer, Value output, Value target, double weight = 1)
    {
        CheckSameSizes(layer, output, target);
        try
        {
            var loss = Own(_aten.L1Loss(Handle(output), Handle(target), Reduction.Mean));
            var difference = Own(_aten.Sub(Handle(output), Handle(target)));
            var gradient = Own(_aten.Sign(Handle(difference)));
            Release(difference);
            return Finish(loss, gradient, 1, weight);
        }
        catch (LibTorchException e)
        {
            throw Failure(layer, e);
        }
    }

    /// <summary>
    /// Huber's loss (1964) with d = output - target, the mean over all elements: d² / 2 where |d| is at most delta, else
    /// delta (|d| - delta / 2); dx = d / count, limited to delta / count.
    /// </summary>
    public (Value Loss, Value Gradient) HuberLoss(LayerName layer, Value output, Value target, double delta = 1, double weight = 1)
    {
        CheckSameSizes(layer, output, target);
        try
        {
            var loss = Own(_aten.HuberLoss(Handle(output), Handle(target), Reduction.Mean, delta));
            var gradient = Own(_aten.Sub(Handle(output), Handle(target)));
            _aten.ClampInPlace(Handle(gradient), -delta, delta);
            return Finish(loss, gradient, 1, weight);
        }
        catch (LibTorchException e)
        {
            throw Failure(layer, e);
        }
    }

    /// <summary>The mean over all elements of max(0, 1 - target · output), the target 1 or -1; dx = -target / count within the margin.</summary>
    public (Value Loss, Value Gradient) HingeLoss(LayerName layer, Value output, Value target, double weight = 1)
    {
        CheckSameSizes(layer, output, target);
        try
        {
            var margin = Own(_aten.Mul(Handle(output), Handle(target)));
            _aten.MulScalarInPlace(Handle(margin), -1);
            _aten.AddScalarInPlace(Handle(margin), 1);
            _aten.ReluInPlace(Handle(margin));
            var loss = MeanOf(margin);
            // Where the margin is kept, or met exactly, there is nothing to learn.
            var inside = Own(_aten.Sign(Handle(margin)));
            var gradient = Own(_aten.Mul(Handle(inside), Handle(target)));
            Release(margin, inside);
            return Finish(loss, gradient, -1, weight);
        }
        catch (LibTorchException e)
        {
            throw Failure(layer, e);
        }
    }

    /// <summary>
    /// How far N(mean, e^(log variance)) is from N(0, 1) (Kingma &amp; Welling 2014): -½ (1 + logvar - mean² - e^logvar), summed over an
    /// example, the mean over the batch; dmean = mean / N, dlogvar = (e^logvar - 1) / 2N.
    /// </summary>
    public (Value Loss, Value Mean, Value LogVariance) GaussianDivergence(LayerName layer, Value mean, Value logVariance, double weight = 1)
    {
        CheckSameSizes(layer, mean, logVariance);
        double share = weight / Size(mean, 0);
        try
        {
            var dLogVariance = Own(_aten.Exp(Handle(logVariance)));
            _aten.AddScalarInPlace(Handle(dLogVariance), -1);
            var terms = Own(_aten.Sub(Handle(dLogVariance), Handle(logVariance)));
            _aten.AddcmulInPlace(Handle(terms), Handle(mean), Handle(mean));
            var loss = Own(_aten.SumAll(Handle(terms)));
            Release(terms);
            _aten.MulScalarInPlace(Handle(loss), share / 2);
            _aten.MulScalarInPlace(Handle(dLogVariance), share / 2);
            return (loss, Own(_aten.MulScalar(Handle(mean), share)), dLogVariance);
        }
        catch (LibTorchException e)
        {
            throw Failure(layer, e);
        }
    }

    /// <summary>The sum of several losses, scalars each; the network notes them where it <see cref="Network.ReadsLossParts"/>.</summary>
    public Value SumOfLosses(LayerName layer, params ReadOnlySpan<Value> losses)
    {
        try
        {
            for (int i = 0; Network.ReadsLossParts && i < losses.Length; i++) Network.NoteLossPart(i, losses.Length, Number(losses[i]));
            var sum = Own(_aten.Clone(Handle(losses[0])));
            foreach (var loss in losses[1..]) _aten.AddInPlace(Handle(sum), Handle(loss));
            return sum;
        }
        catch (LibTorchException e)
        {
            throw Failure(layer, e);
        }
    }

    private (Value Loss, Value Gradient) UnfusedBinaryCrossEntropy(Value logits, Value target, double weight)
    {
        var loss = Own(_aten.BinaryCrossEntropyWithLogits(Handle(logits), Handle(target), 0, 0, Reduction.Mean));
        var gradient = Own(_aten.Sigmoid(Handle(logits)));
        _aten.SubInPlace(Handle(gradient), Handle(target));
        return Finish(loss, gradient, 1, weight);
    }

    /// <summary>A mean over elements, and its gradient from theirs, which the factor makes right.</summary>
    private (Value Loss, Value Gradient) Finish(Value loss, Value gradient, double factor, double weight)
    {
        _aten.MulScalarInPlace(Handle(gradient), factor * weight / _dispatcher.Length(Handle(gradient)));
        if (weight != 1) _aten.MulScalarInPlace(Handle(loss), weight);
        return (loss, gradient);
    }

    private (Value Loss, Value Gradient) Weighted(Value loss, Value gradient, double weight)
    {
        if (weight == 1) return (loss, gradient);
        _aten.MulScalarInPlace(Handle(loss), weight);
        _aten.MulScalarInPlace(Handle(gradient), weight);
        return (loss, gradient);
    }

    private Value MeanOf(Value value)
    {
        var mean = Own(_aten.SumAll(Handle(value)));
        _aten.MulScalarInPlace(Handle(mean), 1.0 / _dispatcher.Length(Handle(value)));
        return mean;
    }
}
