namespace ModelDsl.Runtime;

public sealed partial class Step
{
    /// <summary>
    /// Transposed convolution (Dumoulin &amp; Visin 2016) of [N, in, H, W] with the layer's weight, plus bias, then the activation:
    /// [N, out, H', W'] with H' = (H - 1) stride - 2 pad + kernel + output pad.
    /// </summary>
    public Value Deconvolution(
        DeconvolutionParameters layer, Value input, Size2? stride = null, Size2? pad = null, Size2? outputPad = null, int groups = 1,
        Activation activation = default)
    {
        Check(layer);
        var (s, p, o) = (stride ?? 1, pad ?? 0, outputPad ?? 0);
        try
        {
            var output = Own(_aten.Convolution(
                Handle(input), layer.Weight.Handle, layer.Bias?.Handle ?? 0, [s.Height, s.Width], [p.Height, p.Width], NoDilation,
                transposed: true, outputPadding: [o.Height, o.Width], groups));
            ActivateInPlace(output, activation);
            return output;
        }
        catch (LibTorchException e)
        {
            throw Failure(layer, e);
        }
    }

    /// <summary>
    /// The gradients of <see cref="Deconvolution"/>, given that of its output. The output is needed where there is an activation; the
    /// input's gradient is none when not asked for, the bias's when there is no bias.
    /// Reuse: this is the last use of the gradient's storage, which may be overwritten.
    /// </summary>
    public (Value Input, Value Weight, Value Bias) DeconvolutionBackward(
        DeconvolutionParameters layer, Value gradient, Value input, Value output = default,
        Size2? stride = null, Size2? pad = null, Size2? outputPad = null, int groups = 1,
        Activation activation = default, bool inputGradient = true, bool reuse = false)
    {
        Check(layer);
        var (s, p, o) = (stride ?? 1, pad ?? 0, outputPad ?? 0);
        try
        {
            var before = BackwardThrough(layer.Name, activation, gradient, output, reuse);
            var (dInput, dWeight, dBias) = _aten.ConvolutionBackward(
                Handle(before), Handle(input), layer.Weight.Handle, layer.Bias is null ? [] : [layer.Bias.Length],
                [s.Height, s.Width], [p.Height, p.Width], NoDilation,
                transposed: true, outputPadding: [o.Height, o.Width], groups, outputMask: [inputGradient, true, layer.Bias is not null]);
            ReleaseUnless(gradient, before);
            return (Own(dInput), Own(dWeight), Own(dBias));
        }
        catch (LibTorchException e)
        {
            throw Failure(layer, e);
        }
    }
}
