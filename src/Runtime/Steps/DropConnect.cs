using static System.FormattableString;

namespace ModelDsl.Runtime;

public sealed partial class Step
{
    /// <summary>
    /// <see cref="Linear"/> in training with dropped weights (Wan et al. 2013): each is dropped with the probability for all examples of
    /// the step, the kept ones are scaled by 1 / (1 - probability). The mask is drawn from the network's random stream and holds 0 or that
    /// scale.
    /// </summary>
    /// <exception cref="LayerException">The probability is not within 0 (inclusive) and 1 (exclusive).</exception>
    public (Value Output, Value Mask) DropConnect(
        LinearParameters layer, Value input, double probability, Activation activation = default)
    {
        Check(layer);
        if (!(probability >= 0 && probability < 1))
            throw new LayerException(Network, layer.Name, Invariant($"the probability must be at least 0 and below 1, not {probability}."));
        try
        {
            var mask = IsObserved ? KeepingMask(layer.Weight.Handle) : Own(_aten.EmptyLike(layer.Weight.Handle));
            if (!IsObserved)
            {
                _aten.BernoulliInPlace(Handle(mask), 1 - probability, Network.Random.Handle);
                _aten.MulScalarInPlace(Handle(mask), 1 / (1 - probability));
            }

            var kept = Own(_aten.Mul(layer.Weight.Handle, Handle(mask)));
            var output = Own(_aten.Linear(Handle(input), Handle(kept), layer.Bias?.Handle ?? 0));
            Release(kept);
            ActivateInPlace(output, activation);
            return (output, mask);
        }
        catch (LibTorchException e)
        {
            throw Failure(layer, e);
        }
    }

    /// <summary>
    /// The gradients of <see cref="DropConnect"/>, given that of its output and its mask. The output is needed where there is an activation;
    /// the input's gradient is none when not asked for, the bias's when there is no bias.
    /// Reuse: this is the last use of the gradient's storage, which may be overwritten.
    /// </summary>
    public (Value Input, Value Weight, Value Bias) DropConnectBackward(
        LinearParameters layer, Value gradient, Value input, Value mask, Value output = default, Activation activation = default,
        bool inputGradient = true, bool reuse = false)
    {
        Check(layer);
        try
        {
            var before = BackwardThrough(layer.Name, activation, gradient, output, reuse);
            Value dInput = default;
            if (inputGradient)
            {
                var kept = Own(_aten.Mul(layer.Weight.Handle, Handle(mask)));
                dInput = Own(_aten.Mm(Handle(before), Handle(kept)));
                Release(kept);
            }

            var transposed = Own(_aten.T(Handle(before)));
            var dWeight = Own(_aten.Mm(Handle(transposed), Handle(input)));
            _aten.MulInPlace(Handle(dWeight), Handle(mask));
            Release(transposed);
            var dBias = layer.Bias is null ? default : Own(_aten.Sum(Handle(before), OverBatch));
            ReleaseUnless(gradient, before);
            return (dInput, dWeight, dBias);
        }
        catch (LibTorchException e)
        {
            throw Failure(layer, e);
        }
    }
}
