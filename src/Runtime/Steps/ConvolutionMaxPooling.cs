namespace ModelDsl.Runtime;

// A convolution of few channels with max pooling of 2x2 behind it: the map between the two, four times as large as what is made of it, stays in the cache.
public sealed partial class Step
{
    // See Layout in the compiler.
    private const int ImageChannels = 3;
    private const int FewChannels = 8;
    private const int BlockOfLayout = 16;

    private static readonly Size2 Halving = 2;

    /// <summary><see cref="Convolution"/>, then <see cref="MaxPool"/> with windows of 2x2 that do not overlap: [N, in, H, W] to [N, out, H' / 2, W' / 2].</summary>
    public Value ConvolutionMaxPool(ConvolutionParameters layer, Value input, Size2? pad = null, Activation activation = default, bool blocked = false)
    {
        Check(layer);
        if (Blocks) return ConvolutionOfFew(layer, input, pad ?? 0, activation, blocked, halved: true).Output;
        var map = Convolution(layer, input, pad: pad, activation: activation, blocked: blocked);
        var result = MaxPool(layer.Name, map, Halving, Halving);
        Release(map);
        return result;
    }

    /// <summary><see cref="ConvolutionMaxPool"/>, and where each maximum was found, for <see cref="ConvolutionMaxPoolBackward"/> only.</summary>
    public (Value Output, Value Indices) ConvolutionMaxPoolWithIndices(
        ConvolutionParameters layer, Value input, Size2? pad = null, Activation activation = default, bool blocked = false)
    {
        Check(layer);
        if (Blocks) return ConvolutionOfFew(layer, input, pad ?? 0, activation, blocked, halved: true, withPlaces: true);
        var map = Convolution(layer, input, pad: pad, activation: activation, blocked: blocked);
        var result = MaxPoolWithIndices(layer.Name, map, Halving, Halving);
        Release(map);
        return result;
    }

    /// <summary>
    /// The gradients of both, given that of the pooled output and this output itself, from which the activation's slope follows: what is no maximum has no gradient.
    /// The input's gradient is none when not asked for, the bias's when there is no bias.
    /// </summary>
    public (Value Input, Value Weight, Value Bias) ConvolutionMaxPoolBackward(
        ConvolutionParameters layer, Value gradient, Value input, Value output, Value indices, Size2? pad = null, Activation activation = default,
        bool inputGradient = true)
    {
        Check(layer);
        if (Blocks) return ConvolutionOfFewBackward(layer, gradient, input, output, indices, pad ?? 0, activation, inputGradient);
        try
        {
            var before = BackwardThrough(layer.Name, activation, gradient, output, reuse: false);
            var p = pad ?? 0;
            var kernel = layer.Weight.SizeSpan;
            var dMap = MaxPoolBackward(
                layer.Name, before, indices, (int)(Size(input, 2) + (2 * p.Height) - kernel[2] + 1), (int)(Size(input, 3) + (2 * p.Width) - kernel[3] + 1), Halving, Halving);
            ReleaseUnless(gradient, before);
            var result = ConvolutionBackward(layer, dMap, input, pad: pad, inputGradient: inputGradient);
            Release(dMap);
            return result;
        }
        catch (LibTorchException e)
        {
            throw Failure(layer, e);
        }
    }

    /// <summary>
    /// Whether the shim's convolution of few channels takes this one: a rule over the shape alone, the compiler's Window.IsOfFewChannels. It was measured against
    /// oneDNN's in blocks over maps of 7x7 to 224x224 and kernels from 1x1 to 5x5, AVX-512.
    /// </summary>
    private bool IsOfFew(ConvolutionParameters layer, Value input, Size2 stride, Size2 pad, Size2 dilation, int groups)
    {
        if (!Blocks || groups != 1 || stride != 1 || dilation != 1 || IsBlocked(input)) return false;
        var kernel = layer.Weight.SizeSpan;
        return kernel[2] * kernel[3] > 1 && pad.Height < kernel[2] && pad.Width < kernel[3]
            && kernel[1] <= FewChannels && (kernel[0] <= FewChannels || (kernel[1] > ImageChannels && kernel[0] <= BlockOfLayout));
    }

    private (Value Output, Value Places) ConvolutionOfFew(
        ConvolutionParameters layer, Value input, Size2 pad, Activation activation, bool blocked, bool halved = false, bool withPlaces = false)
    {
        try
        {
            bool relu = activation == Activation.Relu;
            var (output, places) = _aten.ConvolutionFew(
                Handle(input), layer.Weight.Handle, layer.Bias?.Handle ?? 0, [pad.Height, pad.Width], relu, blocked, halved, withPlaces);
            var result = (Output: Narrowed(Own(output)), Places: withPlaces ? Own(places) : default);
            if (!relu) ActivateInPlace(result.Output, activation);
            return result;
        }
        catch (LibTorchException e)
        {
            throw Failure(layer, e);
        }
    }

    private (Value Input, Value Weight, Value Bias) ConvolutionOfFewBackward(
        ConvolutionParameters layer, Value gradient, Value input, Value output, Value places, Size2 pad, Activation activation, bool inputGradient,
        bool reuse = false)
    {
        try
        {
            bool relu = activation == Activation.Relu;
            var before = relu ? gradient : BackwardThrough(layer.Name, activation, gradient, output, reuse);
            var (slopes, wide) = (Widened(before), relu ? Widened(output) : default);
            var (x, w, b) = _aten.ConvolutionFewBackward(
                Handle(slopes), Handle(input), layer.Weight.Handle, Handle(wide), places.IsNone ? 0 : Handle(places), [pad.Height, pad.Width], inputGradient,
                layer.Bias is not null);
            Release(slopes, wide);
            ReleaseUnless(gradient, before);
            return (Own(x), Own(w), Own(b));
        }
        catch (LibTorchException e)
        {
            throw Failure(layer, e);
        }
    }
}
