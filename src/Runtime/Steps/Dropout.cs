using static System.FormattableString;

namespace ModelDsl.Runtime;

public sealed partial class Step
{
    /// <summary>
    /// Dropout in training (Srivastava et al. 2014): each element is dropped with the probability, the kept ones are scaled by
    /// 1 / (1 - probability). The mask is drawn from the network's random stream and holds 0 or that scale.
    /// </summary>
    /// <exception cref="LayerException">The probability is not within 0 (inclusive) and 1 (exclusive).</exception>
    public (Value Output, Value Mask) Dropout(LayerName layer, Value input, double probability)
    {
        if (!(probability >= 0 && probability < 1))
            throw new LayerException(Network, layer, Invariant($"the probability must be at least 0 and below 1, not {probability}."));
        try
        {
            var mask = Own(_aten.EmptyLike(Handle(input)));
            _aten.BernoulliInPlace(Handle(mask), 1 - probability, Network.Random.Handle);
            _aten.MulScalarInPlace(Handle(mask), 1 / (1 - probability));
            return (Own(_aten.Mul(Handle(input), Handle(mask))), mask);
        }
        catch (LibTorchException e)
        {
            throw Failure(layer, e);
        }
    }

    /// <summary>
    /// The gradient of the input: the output's through the mask, which holds the scale of <paramref name="probability"/> already.
    /// </summary>
    public Value DropoutBackward(LayerName layer, Value gradient, Value mask, double probability)
    {
        try
        {
            return Own(_aten.Mul(Handle(gradient), Handle(mask)));
        }
        catch (LibTorchException e)
        {
            throw Failure(layer, e);
        }
    }
}
