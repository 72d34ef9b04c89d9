namespace ModelDsl.Runtime;

public sealed partial class Step
{
    /// <summary>
    /// Transposed convolution (Dumoulin &amp; Visin 2016) of [N, in, H, W] with the layer's weight, plus bias, then the activation:
    /// [N, out, H', W'] with H' = (H - 1) stride - 2 pad + kernel + output pad. Of a feature map in blocks the result lies in blocks too, unless it is of few
    /// channels.
    /// </summary>
    /// <param name="layer">Weight and bias.</param>
    /// <param name="input">What is convolved.</param>
    /// <param name="stride">The step of the window over the result.</param>
    /// <param name="pad">Rows and columns cut off around the result.</param>
    /// <param name="outputPad">Rows and columns added at the result's end.</param>
    /// <param name="groups">Channels are convolved in so many groups, each by itself.</param>
    /// <param name="activation">Applied to the sum.</param>
    public Value Deconvolution(
        DeconvolutionParameters layer, Value input, Size2? stride = null, Size2? pad = null, Size2? outputPad = null, int groups = 1,
        Activation activation = default)
    {
        Check(layer);
        var (s, p, o) = (stride ?? 1, pad ?? 0, outputPad ?? 0);
        ReadOnlySpan<long> strides = [s.Height, s.Width], padding = [p.Height, p.Width], outputPadding = [o.Height, o.Width];
        try
        {
            if (IsBlocked(input))
            {
                var weight = Packed(layer.Weight, groups);
                var result = Own(_aten.DeconvolutionBlocked(
                    Handle(input), Handle(weight), layer.Bias?.Handle ?? 0, layer.Weight.SizeSpan, strides, padding, outputPadding, groups, Network.IsExact));
                Release(weight);
                ActivateInPlace(result, activation);
                return result;
            }

            // Not in bfloat16: libtorch 1.13's CPU takes a transposed convolution for a plain one there.
            var map = As(input, Network.ElementType);
            var output = Own(_aten.Convolution(
                Handle(map), layer.Weight.Handle, layer.Bias?.Handle ?? 0, strides, padding, NoDilation, transposed: true, outputPadding, groups));
            Release(map);
            ActivateInPlace(output, activation);
            return ChannelsLast && IsFeatureMap(input) ? LaidForGpu(output, layer.Weight.SizeSpan[1] * groups) : output;
        }
        catch (LibTorchException e)
        {
            throw Failure(layer, e);
        }
    }

    /// <summary>
    /// The gradients of <see cref="Deconvolution"/>, given that of its output. The output is needed where there is an activation; the
    /// input's gradient is none when not asked for, the bias's when there is no bias.
    /// Packed: the weight's gradient may come as the kernels make it, for <see cref="Update"/>, <see cref="Learn"/> and <see cref="Accumulate"/> only;
    /// of a frozen layer it is none then.
    /// Reuse: this is the last use of the gradient's storage, which may be overwritten.
    /// </summary>
    public (Value Input, Value Weight, Value Bias) DeconvolutionBackward(
        DeconvolutionParameters layer, Value gradient, Value input, Value output = default,
        Size2? stride = null, Size2? pad = null, Size2? outputPad = null, int groups = 1,
        Activation activation = default, bool inputGradient = true, bool reuse = false, bool packed = false)
    {
        Check(layer);
        var (s, p, o) = (stride ?? 1, pad ?? 0, outputPad ?? 0);
        ReadOnlySpan<long> strides = [s.Height, s.Width], padding = [p.Height, p.Width], outputPadding = [o.Height, o.Width];
        bool learns = layer.Learns || !packed, bias = learns && layer.Bias is not null;
        try
        {
            var before = BackwardThrough(layer.Name, activation, gradient, output, reuse);
            if (IsBlocked(input))
            {
                var weight = Packed(layer.Weight, groups, alone: packed && learns && _updatesPacked);
                var (x, w, b) = _aten.DeconvolutionBlockedBackward(
                    Handle(before), Handle(input), Handle(weight), layer.Weight.SizeSpan, strides, padding, outputPadding, groups, inputGradient, learns, bias,
                    Network.IsExact);
                var result = (Input: Own(x), Weight: Own(w), Bias: Own(b));
                Release(weight);
                ReleaseUnless(gradient, before);
                return packed ? result : (result.Input, Unpacked(layer.Weight, result.Weight), result.Bias);
            }

            var (slopes, map) = (As(before, Network.ElementType), As(input, Network.ElementType));
            var (dInput, dWeight, dBias) = _aten.ConvolutionBackward(
                Handle(slopes), Handle(map), layer.Weight.Handle, bias ? [layer.Bias!.Length] : [], strides, padding, NoDilation,
                transposed: true, outputPadding, groups, outputMask: [inputGradient, learns, bias]);
            Release(slopes, map);
            ReleaseUnless(gradient, before);
            return (Become(Own(dInput), TypeOf(input)), Own(dWeight), Own(dBias));
        }
        catch (LibTorchException e)
        {
            throw Failure(layer, e);
        }
    }

    /// <summary>A map of libtorch's as it lies on a GPU: channels last, of few channels plain.</summary>
    private Value LaidForGpu(Value map, long channels)
    {
        var result = channels <= FewChannels ? ToChannelsApart(map) : ToFeatureMap(map);
        Release(map);
        return result;
    }
}
