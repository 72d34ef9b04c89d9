namespace ModelDsl.Runtime;

public sealed partial class Step
{
    /// <summary>
    /// <see cref="Convolution"/> at inference, with what stands behind it: batch normalisation by the running statistics, a sum with another value, the
    /// activation, in that order.
    /// </summary>
    /// <param name="layer">Weight and bias.</param>
    /// <param name="input">What is convolved.</param>
    /// <param name="norm">The batch normalisation, if there is one. Multiplied into the weights where feature maps lie in blocks.</param>
    /// <param name="epsilon">Its epsilon.</param>
    /// <param name="sum">Added, if there is one: of the result's sizes.</param>
    /// <param name="stride">The step of the window.</param>
    /// <param name="pad">Zeros around the input.</param>
    /// <param name="dilation">The step between the window's elements.</param>
    /// <param name="groups">Channels are convolved in so many groups, each by itself.</param>
    /// <param name="activation">Applied to all that.</param>
    /// <param name="blocked">An image, which does not lie in blocks, becomes a feature map that does.</param>
    /// <param name="exact">Without Winograd's algorithm: see <see cref="Network.IsExact"/>.</param>
    /// <param name="reuse">This is the last use of the sum's storage, which may be overwritten.</param>
    public Value ConvolutionInference(
        ConvolutionParameters layer, Value input, BatchNormParameters? norm = null, double epsilon = 1e-5, Value sum = default, Size2? stride = null,
        Size2? pad = null, Size2? dilation = null, int groups = 1, Activation activation = default, bool blocked = false, bool reuse = false, bool exact = false)
    {
        Check(layer);
        var (s, p, d) = (stride ?? 1, pad ?? 0, dilation ?? 1);
        if (ChannelsLast && (blocked || IsFeatureMap(input))) return ConvolutionFolded(layer, input, norm, epsilon, sum, s, p, d, groups, activation);
        bool ofFew = IsOfFew(layer, input, s, p, d, groups) && ((norm is null && sum.IsNone) || layer.Weight.SizeSpan[1] > ImageChannels);
        if (ofFew || (!IsBlocked(input) && !(blocked && Blocks)))
            return ConvolutionThen(layer, input, norm, epsilon, sum, stride, pad, dilation, groups, activation, blocked);
        bool relu = activation == Activation.Relu;
        exact |= Network.IsExact;
        try
        {
            var image = Image(input);
            var (weight, bias) = Prepared(layer, image, norm, epsilon, !sum.IsNone, s, p, d, groups, relu, exact);
            var target = sum.IsNone ? default : reuse && _slots.MayWrite(sum) ? Share(sum) : Own(_aten.Clone(Handle(sum)));
            var result = Own(_aten.ConvolutionBlocked(
                Handle(image), Handle(weight), Handle(bias), Handle(target), layer.Weight.SizeSpan, [s.Height, s.Width], [p.Height, p.Width], [d.Height, d.Width],
                groups, relu, exact, prepared: true));
            Release(image, weight, bias, target);
            if (!relu) ActivateInPlace(result, activation);
            return result;
        }
        catch (LibTorchException e)
        {
            throw Failure(layer, e);
        }
    }

    /// <summary>One operation after the other.</summary>
    private Value ConvolutionThen(
        ConvolutionParameters layer, Value input, BatchNormParameters? norm, double epsilon, Value sum, Size2? stride, Size2? pad, Size2? dilation, int groups,
        Activation activation, bool blocked)
    {
        var early = sum.IsNone ? activation : Activation.None;
        var result = Convolution(layer, input, stride, pad, dilation, groups, norm is null ? early : Activation.None, blocked);
        if (norm is not null)
        {
            var normalised = BatchNormInference(norm, result, epsilon, early);
            Release(result);
            result = normalised;
        }

        if (sum.IsNone) return result;
        var total = Add(layer.Name, result, sum, reuse: true);
        Release(result);
        ActivateInPlace(total, activation);
        return total;
    }

    private (Value Weight, Value Bias) Prepared(
        ConvolutionParameters layer, Value input, BatchNormParameters? norm, double epsilon, bool hasSum, Size2 s, Size2 p, Size2 d, int groups, bool relu, bool exact)
    {
        var key = new PreparedWeights.Key(Size(input, 0), Size(input, 2), Size(input, 3), exact, hasSum, Reduced, _dispatcher.Threads);
        var (weight, bias) = layer.Prepared.Retain(
            _dispatcher, key, VersionOf(layer, norm), (Step: this, layer, Input: Handle(input), norm, epsilon, hasSum, s, p, d, groups, relu, exact),
            static a => a.Step.Prepare(a.layer, a.Input, a.norm, a.epsilon, a.hasSum, a.s, a.p, a.d, a.groups, a.relu, a.exact));
        return (Own(weight), Own(bias));
    }

    /// <summary>Grows whenever something that the prepared weights come from may have changed.</summary>
    private static long VersionOf(ConvolutionParameters layer, BatchNormParameters? norm)
    {
        long version = layer.Weight.Value.Version + (layer.Bias?.Value.Version ?? 0);
        if (norm is not null) version += norm.Weight.Value.Version + norm.Bias.Value.Version + norm.RunningMean.Value.Version + norm.RunningVariance.Value.Version;
        return version;
    }

    /// <summary>Weight and bias as the kernels want them, the normalisation multiplied in.</summary>
    private (nint Weight, nint Bias) Prepare(
        ConvolutionParameters layer, nint input, BatchNormParameters? norm, double epsilon, bool hasSum, Size2 s, Size2 p, Size2 d, int groups, bool relu, bool exact)
    {
        ReadOnlySpan<long> strides = [s.Height, s.Width], padding = [p.Height, p.Width], dilations = [d.Height, d.Width];
        if (norm is null)
        {
            var prepared = _aten.PrepareWeight(layer.Weight.Handle, input, strides, padding, dilations, groups, relu, layer.Bias is not null, hasSum, exact);
            return (prepared, layer.Bias is null ? 0 : _dispatcher.Retain(layer.Bias.Handle));
        }

        var (weight, folded) = Fold(layer, norm, epsilon);
        var result = _aten.PrepareWeight(Handle(weight), input, strides, padding, dilations, groups, relu, bias: true, hasSum, exact);
        nint bias = _dispatcher.Retain(Handle(folded));
        Release(weight, folded);
        return (result, bias);
    }

    /// <summary>w gamma / sqrt(variance + epsilon), and (b - mean) gamma / sqrt(variance + epsilon) + beta, in the weight's own order.</summary>
    private (Value Weight, Value Bias) Fold(ConvolutionParameters layer, BatchNormParameters norm, double epsilon)
    {
        var deviation = Own(_aten.AddScalar(norm.RunningVariance.HandleToRead, epsilon));
        var root = Own(_aten.Sqrt(Handle(deviation)));
        var scale = Own(_aten.Div(norm.Weight.Handle, Handle(root)));
        var perOutput = Own(_aten.Reshape(Handle(scale), [layer.Weight.SizeSpan[0], 1, 1, 1]));
        var weight = Own(_aten.Mul(layer.Weight.Handle, Handle(perOutput)));
        var offset = Own(layer.Bias is null ? _aten.MulScalar(norm.RunningMean.HandleToRead, -1) : _aten.Sub(layer.Bias.Handle, norm.RunningMean.HandleToRead));
        _aten.MulInPlace(Handle(offset), Handle(scale));
        var bias = Own(_aten.Add(Handle(offset), norm.Bias.Handle));
        Release(deviation, root, scale, perOutput);
        Release(offset);
        return (weight, bias);
    }
}
