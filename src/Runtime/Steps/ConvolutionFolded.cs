namespace ModelDsl.Runtime;

// Inference on a GPU: batch normalisation is multiplied into the weights once, and cuDNN convolves, adds and applies ReLU in one kernel where it can.
public sealed partial class Step
{
    private Value ConvolutionFolded(
        ConvolutionParameters layer, Value input, BatchNormParameters? norm, double epsilon, Value sum, Size2 s, Size2 p, Size2 d, int groups, Activation activation)
    {
        try
        {
            var map = ToFeatureMap(input);
            var (weight, bias) = FoldedWeights(layer, norm, epsilon);
            var result = InOneKernel(layer, map, weight, bias, sum, s, p, d, groups, activation);
            if (result.IsNone)
            {
                result = Own(_aten.Convolution(
                    Handle(map), Handle(weight), Handle(bias), [s.Height, s.Width], [p.Height, p.Width], [d.Height, d.Width], transposed: false,
                    outputPadding: NoPadding, groups));
                if (!sum.IsNone) _aten.AddInPlace(Handle(result), Handle(sum));
                ActivateInPlace(result, activation);
            }

            Release(map, weight, bias);
            return result;
        }
        catch (LibTorchException e)
        {
            throw Failure(layer, e);
        }
    }

    /// <summary>None where it is no case for cuDNN's fused convolutions, or where cuDNN, which may have none for such sizes, refuses.</summary>
    private Value InOneKernel(
        ConvolutionParameters layer, Value map, Value weight, Value bias, Value sum, Size2 s, Size2 p, Size2 d, int groups, Activation activation)
    {
        if (activation != Activation.Relu || layer.IsRefusedByCudnn || !_aten.HasCudnnConvolutions) return default;
        ReadOnlySpan<long> strides = [s.Height, s.Width], padding = [p.Height, p.Width], dilations = [d.Height, d.Width];
        try
        {
            return Own(sum.IsNone
                ? _aten.CudnnConvolutionRelu(Handle(map), Handle(weight), Handle(bias), strides, padding, dilations, groups)
                : _aten.CudnnConvolutionAddRelu(Handle(map), Handle(weight), Handle(sum), 1, Handle(bias), strides, padding, dilations, groups));
        }
        catch (LibTorchException e) when (!e.Message.Contains("out of memory", StringComparison.Ordinal))
        {
            layer.IsRefusedByCudnn = true;
            return default;
        }
    }

    /// <summary>Weight and bias in the type of feature maps; made again only when what they come from may have changed.</summary>
    private (Value Weight, Value Bias) FoldedWeights(ConvolutionParameters layer, BatchNormParameters? norm, double epsilon)
    {
        var type = Reduced ? ElementType.BFloat16 : Network.ElementType;
        if (norm is null && type == Network.ElementType) return Operands(layer, type);
        // They suit any size of image.
        var key = new PreparedWeights.Key(0, 0, 0, IsExact: false, HasSum: false, Reduced, Threads: 0);
        var (weight, bias) = layer.Prepared.Retain(
            _dispatcher, key, VersionOf(layer, norm), (Step: this, layer, norm, epsilon, type), static a =>
            {
                var (w, b) = a.norm is null ? a.Step.Operands(a.layer, a.type) : a.Step.Fold(a.layer, a.norm, a.epsilon);
                var (typedWeight, typedBias) = (a.Step.As(w, a.type), a.Step.As(b, a.type));
                a.Step.Release(w, b);
                var dispatcher = a.Step._dispatcher;
                var made = (dispatcher.Retain(a.Step.Handle(typedWeight)), typedBias.IsNone ? 0 : dispatcher.Retain(a.Step.Handle(typedBias)));
                a.Step.Release(typedWeight, typedBias);
                return made;
            });
        return (Own(weight), Own(bias));
    }
}
