namespace ModelDsl.Runtime;

public sealed partial class Step
{
    /// <summary>
    /// Convolution (cross-correlation) of [N, in, H, W] with the layer's weight, plus bias, then the activation: [N, out, H', W']. Of a feature map in
    /// blocks the result lies in blocks too.
    /// </summary>
    /// <param name="layer">Weight and bias.</param>
    /// <param name="input">What is convolved.</param>
    /// <param name="stride">The step of the window.</param>
    /// <param name="pad">Zeros around the input.</param>
    /// <param name="dilation">The step between the window's elements.</param>
    /// <param name="groups">Channels are convolved in so many groups, each by itself.</param>
    /// <param name="activation">Applied to the sum.</param>
    /// <param name="blocked">An image, which does not lie in blocks, becomes a feature map that does.</param>
    /// <param name="exact">Without Winograd's algorithm: see <see cref="Network.IsExact"/>.</param>
    public Value Convolution(
        ConvolutionParameters layer, Value input, Size2? stride = null, Size2? pad = null, Size2? dilation = null, int groups = 1,
        Activation activation = default, bool blocked = false, bool exact = false)
    {
        Check(layer);
        var (s, p, d) = (stride ?? 1, pad ?? 0, dilation ?? 1);
        try
        {
            if (IsOfFew(layer, input, s, p, d, groups)) return ConvolutionOfFew(layer, input, p, activation, blocked).Output;
            if (IsBlocked(input) || (blocked && Blocks))
            {
                bool relu = activation == Activation.Relu;
                var (image, weight) = (Image(input), Packed(layer.Weight, groups));
                var result = Own(_aten.ConvolutionBlocked(
                    Handle(image), Handle(weight), layer.Bias?.Handle ?? 0, sum: 0, layer.Weight.SizeSpan, [s.Height, s.Width], [p.Height, p.Width],
                    [d.Height, d.Width], groups, relu, exact || Network.IsExact, prepared: false));
                Release(image, weight);
                if (!relu) ActivateInPlace(result, activation);
                return result;
            }

            var map = blocked ? ToFeatureMap(input) : Share(input);
            var (kernel, offset) = Operands(layer, TypeOf(map));
            var output = Own(_aten.Convolution(
                Handle(map), Handle(kernel), Handle(offset), [s.Height, s.Width], [p.Height, p.Width], [d.Height, d.Width],
                transposed: false, outputPadding: NoPadding, groups));
            Release(map, kernel, offset);
            ActivateInPlace(output, activation);
            return output;
        }
        catch (LibTorchException e)
        {
            throw Failure(layer, e);
        }
    }

    /// <summary>
    /// The gradients of <see cref="Convolution"/>, given that of its output. The output is needed where there is an activation; the input's
    /// gradient is none when not asked for, the bias's when there is no bias.
    /// Packed: the weight's gradient may come as the kernels make it, for <see cref="Update"/>, <see cref="Learn"/> and <see cref="Accumulate"/> only;
    /// of a frozen layer it is none then.
    /// Reuse: this is the last use of the gradient's storage, which may be overwritten.
    /// Input activation: the input is what that activation gave, and its gradient is taken through it too.
    /// </summary>
    public (Value Input, Value Weight, Value Bias) ConvolutionBackward(
        ConvolutionParameters layer, Value gradient, Value input, Value output = default,
        Size2? stride = null, Size2? pad = null, Size2? dilation = null, int groups = 1,
        Activation activation = default, bool inputGradient = true, bool reuse = false, bool packed = false, bool exact = false,
        Activation inputActivation = default)
    {
        Check(layer);
        var (s, p, d) = (stride ?? 1, pad ?? 0, dilation ?? 1);
        ReadOnlySpan<long> strides = [s.Height, s.Width], padding = [p.Height, p.Width], dilations = [d.Height, d.Width];
        bool learns = layer.Learns || !packed, bias = learns && layer.Bias is not null;
        try
        {
            if (IsOfFew(layer, input, s, p, d, groups))
                return Through(layer.Name, inputActivation, ConvolutionOfFewBackward(layer, gradient, input, output, default, p, activation, inputGradient, reuse), input);
            var before = BackwardThrough(layer.Name, activation, gradient, output, reuse);
            if (IsBlocked(gradient))
            {
                var (image, weight) = (Image(input), Packed(layer.Weight, groups, alone: packed && learns && _updatesPacked));
                bool behindRelu = inputActivation == Activation.Relu;
                var (x, w, b) = _aten.ConvolutionBlockedBackward(
                    Handle(before), Handle(image), Handle(weight), layer.Weight.SizeSpan, strides, padding, dilations, groups, inputGradient, learns, behindRelu, bias,
                    exact || Network.IsExact);
                var result = (Input: Own(x), Weight: Own(w), Bias: Own(b));
                Release(image, weight);
                ReleaseUnless(gradient, before);
                if (!packed) result.Weight = Unpacked(layer.Weight, result.Weight);
                return behindRelu ? result : Through(layer.Name, inputActivation, result, input);
            }

            var map = As(input, TypeOf(before));
            var (kernel, offset) = Operands(layer, TypeOf(before));
            var (dInput, dWeight, dBias) = _aten.ConvolutionBackward(
                Handle(before), Handle(map), Handle(kernel), bias ? [layer.Weight.SizeSpan[0]] : [], strides, padding, dilations,
                transposed: false, outputPadding: NoPadding, groups, outputMask: [inputGradient, learns, bias]);
            Release(map, kernel, offset);
            ReleaseUnless(gradient, before);
            var type = Network.ElementType;
            var gradients = (Become(Own(dInput), TypeOf(input)), Become(Own(dWeight), type), Become(Own(dBias), type));
            return Through(layer.Name, inputActivation, gradients, input);
        }
        catch (LibTorchException e)
        {
            throw Failure(layer, e);
        }
    }

    /// <summary>Weight and bias, none where there is none, in the type of the feature map they are for.</summary>
    private (Value Weight, Value Bias) Operands(ConvolutionParameters layer, ElementType type) =>
        (As(ToRead(layer.Weight), type), layer.Bias is null ? default : As(ToRead(layer.Bias), type));

    private static Value ToRead(Parameter parameter) => new(parameter.Handle, Value.Borrowed);

    /// <summary>The input's gradient taken through the activation that the input comes from.</summary>
    private (Value Input, Value Weight, Value Bias) Through(
        LayerName layer, Activation activation, (Value Input, Value Weight, Value Bias) gradients, Value input)
    {
        if (activation.IsNone || gradients.Input.IsNone) return gradients;
        var before = BackwardThrough(layer, activation, gradients.Input, input, reuse: true);
        ReleaseUnless(before, gradients.Input);
        return (before, gradients.Weight, gradients.Bias);
    }

    /// <summary>The weight as the convolutions of feature maps in blocks, and fully connected layers, read it.</summary>
    private Value Packed(Parameter weight, int groups = 1, bool alone = false) => Own(weight.Value.RetainPacked(groups, alone));
}
