using static System.FormattableString;

namespace ModelDsl.Runtime;

public sealed partial class Step
{
    /// <summary>
    /// Group normalisation (Wu &amp; He 2018), then the activation: y = gamma (x - mean) / sqrt(variance + epsilon) + beta with the
    /// statistics of each group of channels of each example of [N, C, H, W] or [N, C]. Also gives the statistics, [N, groups].
    /// </summary>
    public (Value Output, Value Mean, Value InverseDeviation) GroupNorm(
        NormalizationParameters layer, Value input, int groups, double epsilon = 1e-5, Activation activation = default)
    {
        Check(layer);
        CheckChannels(layer.Name, input, layer.Weight.Length);
        return GroupNorm(layer.Name, input, layer.Weight.Handle, layer.Bias.Handle, groups, epsilon, activation);
    }

    /// <summary>The same without gamma and beta; with a group for each channel instance normalisation (Ulyanov et al. 2016).</summary>
    public (Value Output, Value Mean, Value InverseDeviation) GroupNorm(
        LayerName layer, Value input, int groups, double epsilon = 1e-5, Activation activation = default) =>
        GroupNorm(layer, input, 0, 0, groups, epsilon, activation);

    /// <inheritdoc cref="GroupNorm(NormalizationParameters, Value, int, double, Activation)"/>
    public Value GroupNormInference(
        NormalizationParameters layer, Value input, int groups, double epsilon = 1e-5, Activation activation = default)
    {
        var (output, mean, inverseDeviation) = GroupNorm(layer, input, groups, epsilon, activation);
        Release(mean, inverseDeviation);
        return output;
    }

    /// <inheritdoc cref="GroupNorm(LayerName, Value, int, double, Activation)"/>
    public Value GroupNormInference(LayerName layer, Value input, int groups, double epsilon = 1e-5, Activation activation = default)
    {
        var (output, mean, inverseDeviation) = GroupNorm(layer, input, groups, epsilon, activation);
        Release(mean, inverseDeviation);
        return output;
    }

    /// <summary>
    /// The gradients of <see cref="GroupNorm(NormalizationParameters, Value, int, double, Activation)"/>, given that of its output and the
    /// statistics it gave. The output is needed where there is an activation.
    /// Reuse: this is the last use of the gradient's storage, which may be overwritten.
    /// </summary>
    public (Value Input, Value Weight, Value Bias) GroupNormBackward(
        NormalizationParameters layer, Value gradient, Value input, Value mean, Value inverseDeviation, Value output = default,
        int groups = 1, Activation activation = default, bool reuse = false)
    {
        Check(layer);
        CheckChannels(layer.Name, input, layer.Weight.Length);
        return GroupNormBackward(layer.Name, gradient, input, mean, inverseDeviation, output, layer.Weight.Handle, groups, activation, reuse);
    }

    /// <summary>The same without gamma and beta: the gradient of the input.</summary>
    public Value GroupNormBackward(
        LayerName layer, Value gradient, Value input, Value mean, Value inverseDeviation, Value output = default,
        int groups = 1, Activation activation = default, bool reuse = false) =>
        GroupNormBackward(layer, gradient, input, mean, inverseDeviation, output, 0, groups, activation, reuse).Input;

    // The kernels read their operands as they lie in memory, so these have to lie in order.
    private (Value Output, Value Mean, Value InverseDeviation) GroupNorm(
        LayerName layer, Value input, nint weight, nint bias, int groups, double epsilon, Activation activation)
    {
        var (examples, channels, pixels) = CheckGroups(layer, input, groups);
        try
        {
            var ordered = Own(_aten.Contiguous(Handle(input)));
            var (output, mean, inverseDeviation) = _aten.NativeGroupNorm(
                Handle(ordered), weight, bias, examples, channels, pixels, groups, epsilon);
            Release(ordered);
            var result = (Output: Own(output), Own(mean), Own(inverseDeviation));
            ActivateInPlace(result.Output, activation);
            return result;
        }
        catch (LibTorchException e)
        {
            throw Failure(layer, e);
        }
    }

    private (Value Input, Value Weight, Value Bias) GroupNormBackward(
        LayerName layer, Value gradient, Value input, Value mean, Value inverseDeviation, Value output, nint weight, int groups,
        Activation activation, bool reuse)
    {
        var (examples, channels, pixels) = CheckGroups(layer, input, groups);
        CheckSameSizes(layer, input, gradient);
        try
        {
            var before = BackwardThrough(layer, activation, gradient, output, reuse);
            var orderedGradient = Own(_aten.Contiguous(Handle(before)));
            var ordered = Own(_aten.Contiguous(Handle(input)));
            var (dInput, dWeight, dBias) = _aten.NativeGroupNormBackward(
                Handle(orderedGradient), Handle(ordered), Handle(mean), Handle(inverseDeviation), weight,
                examples, channels, pixels, groups, outputMask: [true, weight != 0, weight != 0]);
            Release(orderedGradient, ordered);
            ReleaseUnless(gradient, before);
            return (Own(dInput), Own(dWeight), Own(dBias));
        }
        catch (LibTorchException e)
        {
            throw Failure(layer, e);
        }
    }

    private (long Examples, long Channels, long Pixels) CheckGroups(LayerName layer, Value input, int groups)
    {
        if (_dispatcher.Rank(Handle(input)) < 2) throw Mismatch(layer, "[N, C, ...]", input);
        long examples = Size(input, 0), channels = Size(input, 1);
        if (groups < 1 || channels % groups != 0)
            throw new LayerException(Network, layer, Invariant($"{groups} groups do not divide {channels} channels."));
        return (examples, channels, _dispatcher.Length(Handle(input)) / (examples * channels));
    }
}
