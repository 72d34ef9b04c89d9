namespace ModelDsl.Runtime;

public sealed partial class Step
{
    /// <summary>
    /// Batch normalisation in training (Ioffe &amp; Szegedy 2015), then the activation: y = gamma (x - mean) / sqrt(variance +
    /// epsilon) + beta
    /// with the batch's own statistics per channel, over [N, C, H, W] or [N, C]. The running statistics move towards the batch's by
    /// the momentum. A frozen one normalises by the running statistics and leaves them as they are; there is no mean and deviation to hand on then.
    /// </summary>
    /// <exception cref="LayerException">A channel has one value only, which has no variance.</exception>
    public (Value Output, Value Mean, Value InverseDeviation) BatchNorm(
        BatchNormParameters layer, Value input, double momentum = 0.1, double epsilon = 1e-5, Activation activation = default) =>
        BatchNormSum(layer, input, default, momentum, epsilon, activation);

    /// <summary>
    /// <see cref="BatchNorm"/>, to which another feature map of the same sizes is added before the activation: the end of a residual block (He et
    /// al. 2016).
    /// </summary>
    /// <exception cref="LayerException">A channel has one value only, which has no variance; or the sizes differ.</exception>
    public (Value Output, Value Mean, Value InverseDeviation) BatchNormSum(
        BatchNormParameters layer, Value input, Value sum, double momentum = 0.1, double epsilon = 1e-5, Activation activation = default)
    {
        Check(layer);
        CheckNormalised(layer, input);
        if (!sum.IsNone) CheckSameSizes(layer.Name, input, sum);
        if (layer.IsFrozen || IsObserved) return (BatchNormOfFrozen(layer, input, sum, epsilon, activation), default, default);
        if (_dispatcher.Length(Handle(input)) <= layer.Weight.Length)
            throw new LayerException(Network, layer.Name, "training needs more than one value per channel: a larger batch.");
        try
        {
            if (IsBlocked(input))
            {
                bool relu = activation == Activation.Relu;
                var (normalised, average, deviation) = _aten.BatchNormBlocked(
                    Handle(input), layer.Weight.Handle, layer.Bias.Handle, layer.RunningMean.Handle, layer.RunningVariance.Handle, Handle(sum), momentum, epsilon, relu);
                var blocked = (Output: Own(normalised), Own(average), Own(deviation));
                if (!relu) ActivateInPlace(blocked.Output, activation);
                return blocked;
            }

            var (output, mean, inverseDeviation) = _aten.NativeBatchNorm(
                Handle(input), layer.Weight.Handle, layer.Bias.Handle, layer.RunningMean.Handle, layer.RunningVariance.Handle,
                training: true, momentum, epsilon);
            var result = (Output: Own(output), Own(mean), Own(inverseDeviation));
            if (!sum.IsNone) _aten.AddInPlace(Handle(result.Output), Handle(sum));
            ActivateInPlace(result.Output, activation);
            return result;
        }
        catch (LibTorchException e)
        {
            throw Failure(layer, e);
        }
    }

    /// <summary>Batch normalisation with the running statistics, then the activation.</summary>
    public Value BatchNormInference(BatchNormParameters layer, Value input, double epsilon = 1e-5, Activation activation = default)
    {
        Check(layer);
        CheckNormalised(layer, input);
        try
        {
            if (IsBlocked(input))
            {
                bool relu = activation == Activation.Relu;
                var blocked = Own(_aten.BatchNormBlockedInference(
                    Handle(input), layer.Weight.Handle, layer.Bias.Handle, layer.RunningMean.HandleToRead, layer.RunningVariance.HandleToRead, epsilon, relu));
                if (!relu) ActivateInPlace(blocked, activation);
                return blocked;
            }

            var (output, mean, inverseDeviation) = _aten.NativeBatchNorm(
                Handle(input), layer.Weight.Handle, layer.Bias.Handle, layer.RunningMean.HandleToRead, layer.RunningVariance.HandleToRead,
                training: false, momentum: 0, epsilon);
            var result = Own(output);
            Release(Own(mean), Own(inverseDeviation));
            ActivateInPlace(result, activation);
            return result;
        }
        catch (LibTorchException e)
        {
            throw Failure(layer, e);
        }
    }

    /// <summary>
    /// The gradients of <see cref="BatchNorm"/>, given that of its output and the batch's statistics it gave. The output is needed
    /// where there is an activation.
    /// Reuse: this is the last use of the gradient's storage, which may be overwritten.
    /// </summary>
    public (Value Input, Value Weight, Value Bias) BatchNormBackward(
        BatchNormParameters layer, Value gradient, Value input, Value mean, Value inverseDeviation, Value output = default,
        double epsilon = 1e-5, Activation activation = default, bool reuse = false)
    {
        Check(layer);
        CheckNormalised(layer, input);
        CheckSameSizes(layer.Name, input, gradient);
        if (mean.IsNone) return (BatchNormOfFrozenBackward(layer, gradient, output, epsilon, activation, reuse), default, default);
        CheckLength(layer.Name, mean, layer.Weight.Length);
        CheckLength(layer.Name, inverseDeviation, layer.Weight.Length);
        try
        {
            if (IsBlocked(input) && (activation.IsNone || activation == Activation.Relu)) return BlockedBackward(layer, gradient, input, mean, inverseDeviation, activation, reuse);
            var before = BackwardThrough(layer.Name, activation, gradient, output, reuse);
            if (IsBlocked(input))
            {
                var result = BlockedBackward(layer, before, input, mean, inverseDeviation, Activation.None, reuse: false);
                ReleaseUnless(gradient, before);
                return result;
            }

            var (dInput, dWeight, dBias) = _aten.NativeBatchNormBackward(
                Handle(before), Handle(input), layer.Weight.Handle, layer.RunningMean.Handle, layer.RunningVariance.Handle,
                Handle(mean), Handle(inverseDeviation), train: true, epsilon, outputMask: [true, true, true]);
            ReleaseUnless(gradient, before);
            return (Own(dInput), Own(dWeight), Own(dBias));
        }
        catch (LibTorchException e)
        {
            throw Failure(layer, e);
        }
    }

    /// <summary>
    /// The gradients of <see cref="BatchNormSum"/> with an activation, the last one that of what was added.
    /// Reuse: this is the last use of the gradient's storage, which may be overwritten.
    /// </summary>
    public (Value Input, Value Weight, Value Bias, Value Sum) BatchNormSumBackward(
        BatchNormParameters layer, Value gradient, Value input, Value mean, Value inverseDeviation, Value output,
        double epsilon = 1e-5, Activation activation = default, bool reuse = false)
    {
        Check(layer);
        CheckNormalised(layer, input);
        CheckSameSizes(layer.Name, input, gradient);
        CheckSameSizes(layer.Name, input, output);
        if (mean.IsNone || !IsBlocked(input) || activation != Activation.Relu)
        {
            var sum = ActivateBackward(layer.Name, gradient, output, activation, reuse);
            var (x, weight, bias) = BatchNormBackward(layer, sum, input, mean, inverseDeviation, epsilon: epsilon);
            return (x, weight, bias, sum);
        }

        try
        {
            var (dInput, dWeight, dBias, dSum) = _aten.BatchNormSumBlockedBackward(
                Handle(gradient), Handle(input), layer.Weight.Handle, layer.Bias.Handle, Handle(mean), Handle(inverseDeviation), Handle(output),
                reuse && _slots.MayWrite(gradient));
            return (Own(dInput), Own(dWeight), Own(dBias), Own(dSum));
        }
        catch (LibTorchException e)
        {
            throw Failure(layer, e);
        }
    }

    /// <summary>Of a feature map in blocks. ReLU's slope is read off the normalised input.</summary>
    private (Value Input, Value Weight, Value Bias) BlockedBackward(
        BatchNormParameters layer, Value gradient, Value input, Value mean, Value inverseDeviation, Activation activation, bool reuse)
    {
        var (dInput, dWeight, dBias) = _aten.BatchNormBlockedBackward(
            Handle(gradient), Handle(input), layer.Weight.Handle, layer.Bias.Handle, Handle(mean), Handle(inverseDeviation),
            activation == Activation.Relu, reuse && _slots.MayWrite(gradient));
        return (Own(dInput), Own(dWeight), Own(dBias));
    }

    private void CheckNormalised(BatchNormParameters layer, Value input)
    {
        if (!IsBlocked(input)) CheckChannels(layer.Name, input, layer.Weight.Length);
    }
}
