namespace ModelDsl.Runtime;

public sealed partial class Step
{
    /// <summary>
    /// <see cref="ConvolutionBackward"/> where the gradient of the input meets another one, as behind a residual block's branch: their sum, and the gradients of
    /// weight and bias.
    /// </summary>
    /// <param name="layer">Weight and bias.</param>
    /// <param name="other">The other gradient, of the input's sizes.</param>
    /// <param name="gradient">Of the output.</param>
    /// <param name="input">What was convolved.</param>
    /// <param name="stride">The step of the window.</param>
    /// <param name="pad">Zeros around the input.</param>
    /// <param name="dilation">The step between the window's elements.</param>
    /// <param name="groups">Channels are convolved in so many groups, each by itself.</param>
    /// <param name="reuse">This is the last use of the other gradient's storage, in which the sum may be made.</param>
    /// <param name="packed">The weight's gradient may come as the kernels make it: see <see cref="ConvolutionBackward"/>.</param>
    /// <param name="exact">Without Winograd's algorithm: see <see cref="Network.IsExact"/>.</param>
    public (Value Sum, Value Weight, Value Bias) ConvolutionBackwardSum(
        ConvolutionParameters layer, Value other, Value gradient, Value input, Size2? stride = null, Size2? pad = null, Size2? dilation = null, int groups = 1,
        bool reuse = false, bool packed = false, bool exact = false)
    {
        Check(layer);
        if (!IsBlocked(gradient) || !IsBlocked(input))
        {
            var (alone, dWeight, dBias) = ConvolutionBackward(layer, gradient, input, default, stride, pad, dilation, groups, packed: packed, exact: exact);
            var total = Add(layer.Name, other, alone, reuse);
            Release(alone);
            return (total, dWeight, dBias);
        }

        var (s, p, d) = (stride ?? 1, pad ?? 0, dilation ?? 1);
        bool learns = layer.Learns || !packed;
        try
        {
            var weight = Packed(layer.Weight, groups, alone: packed && learns && _updatesPacked);
            var sum = reuse && _slots.MayWrite(other) ? Share(other) : Own(_aten.Clone(Handle(other)));
            var (w, b) = _aten.ConvolutionBlockedBackwardSum(
                Handle(sum), Handle(gradient), Handle(input), Handle(weight), layer.Weight.SizeSpan, [s.Height, s.Width], [p.Height, p.Width], [d.Height, d.Width],
                groups, learns, learns && layer.Bias is not null, exact || Network.IsExact);
            var (dWeight, dBias) = (Own(w), Own(b));
            Release(weight);
            return (sum, packed ? dWeight : Unpacked(layer.Weight, dWeight), dBias);
        }
        catch (LibTorchException e)
        {
            throw Failure(layer, e);
        }
    }
}
