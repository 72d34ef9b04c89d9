using static System.FormattableString;

namespace ModelDsl.Runtime;

public sealed partial class Step
{
    /// <summary>
    /// Dropout in training (Srivastava et al. 2014): each element is dropped with the probability, the kept ones are scaled by
    /// 1 / (1 - probability). The mask is drawn from the network's random stream and holds 0 or that scale.
    /// </summary>
    /// <param name="layer">The layer's name.</param>
    /// <param name="input">[N, ...]; [N, C, H, W] where channels are dropped.</param>
    /// <param name="probability">That an element is dropped.</param>
    /// <param name="channels">Whether channels are dropped as a whole (Tompson et al. 2015); the mask is then [N, C, 1, 1].</param>
    /// <exception cref="LayerException">The probability is not within 0 (inclusive) and 1 (exclusive).</exception>
    public (Value Output, Value Mask) Dropout(LayerName layer, Value input, double probability, bool channels = false)
    {
        if (!(probability >= 0 && probability < 1))
            throw new LayerException(Network, layer, Invariant($"the probability must be at least 0 and below 1, not {probability}."));
        if (Network.KeepsAll) probability = 0;
        try
        {
            if (IsObserved) return (Lend(input), KeepingMask(Handle(input)));
            bool blocked = IsBlocked(input);
            if (channels && !blocked) CheckRank(layer, input, 4, "[N, C, H, W]");
            var mask = Own(channels
                ? _aten.Empty(blocked ? [Size(input, 0), Size(input, 1), 1, 1, Size(input, 4)] : [Size(input, 0), Size(input, 1), 1, 1], TypeOf(input), Network.Device)
                : _aten.EmptyLike(Handle(input)));
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
