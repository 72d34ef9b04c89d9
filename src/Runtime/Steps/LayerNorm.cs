namespace ModelDsl.Runtime;

public sealed partial class Step
{
    /// <summary>
    /// Layer normalisation (Ba et al. 2016), then the activation: y = gamma (x - mean) / sqrt(variance + epsilon) + beta with the
    /// statistics of each example's last axes, those that gamma has. Also gives the statistics, one for each of the axes before.
    /// </summary>
    public (Value Output, Value Mean, Value InverseDeviation) LayerNorm(
        NormalizationParameters layer, Value input, double epsilon = 1e-5, Activation activation = default)
    {
        Check(layer);
        CheckLastAxes(layer, input);
        try
        {
            Span<long> axes = stackalloc long[layer.Weight.Sizes.Count];
            var (output, mean, inverseDeviation) = _aten.NativeLayerNorm(
                Handle(input), Sizes(layer.Weight, axes), layer.Weight.Handle, layer.Bias.Handle, epsilon);
            var result = (Output: Own(output), Own(mean), Own(inverseDeviation));
            ActivateInPlace(result.Output, activation);
            return result;
        }
        catch (LibTorchException e)
        {
            throw Failure(layer, e);
        }
    }

    /// <summary><see cref="LayerNorm"/> for a pass that no backward pass follows.</summary>
    public Value LayerNormInference(
        NormalizationParameters layer, Value input, double epsilon = 1e-5, Activation activation = default)
    {
        var (output, mean, inverseDeviation) = LayerNorm(layer, input, epsilon, activation);
        Release(mean, inverseDeviation);
        return output;
    }

    /// <summary>
    /// The gradients of <see cref="LayerNorm"/>, given that of its output and the statistics it gave. The output is needed where there is
    /// an activation.
    /// Reuse: this is the last use of the gradient's storage, which may be overwritten.
    /// </summary>
    public (Value Input, Value Weight, Value Bias) LayerNormBackward(
        NormalizationParameters layer, Value gradient, Value input, Value mean, Value inverseDeviation, Value output = default,
        Activation activation = default, bool reuse = false)
    {
        Check(layer);
        CheckLastAxes(layer, input);
        CheckSameSizes(layer.Name, input, gradient);
        try
        {
            Span<long> axes = stackalloc long[layer.Weight.Sizes.Count];
            var before = BackwardThrough(layer.Name, activation, gradient, output, reuse);
            var (dInput, dWeight, dBias) = _aten.NativeLayerNormBackward(
                Handle(before), Handle(input), Sizes(layer.Weight, axes), Handle(mean), Handle(inverseDeviation),
                layer.Weight.Handle, layer.Bias.Handle, outputMask: [true, true, true]);
            ReleaseUnless(gradient, before);
            return (Own(dInput), Own(dWeight), Own(dBias));
        }
        catch (LibTorchException e)
        {
            throw Failure(layer, e);
        }
    }

    private static ReadOnlySpan<long> Sizes(Parameter parameter, Span<long> sizes)
    {
        for (int i = 0; i < sizes.Length; i++) sizes[i] = parameter.Sizes[i];
        return sizes;
    }

    private void CheckLastAxes(NormalizationParameters layer, Value input)
    {
        int axes = layer.Weight.Sizes.Count, rank = _dispatcher.Rank(Handle(input));
        bool right = rank > axes;
        for (int i = 0; right && i < axes; i++) right = Size(input, rank - axes + i) == layer.Weight.Sizes[i];
        if (!right) throw Mismatch(layer.Name, $"[N, ..., {string.Join(", ", layer.Weight.Sizes)}]", input);
    }
}
