namespace ModelDsl.Runtime;

// Batch normalisation that training leaves as it is: constants for each channel, as at inference, and a gradient through them.
public sealed partial class Step
{
    private Value BatchNormOfFrozen(BatchNormParameters layer, Value input, Value sum, double epsilon, Activation activation)
    {
        if (sum.IsNone) return BatchNormInference(layer, input, epsilon, activation);
        var output = BatchNormInference(layer, input, epsilon);
        try
        {
            _aten.AddInPlace(Handle(output), Handle(sum));
            ActivateInPlace(output, activation);
            return output;
        }
        catch (LibTorchException e)
        {
            throw Failure(layer, e);
        }
    }

    /// <summary>dx = gamma / sqrt(variance + epsilon) dy: a normalisation of the gradient without mean and beta.</summary>
    private Value BatchNormOfFrozenBackward(BatchNormParameters layer, Value gradient, Value output, double epsilon, Activation activation, bool reuse)
    {
        try
        {
            var before = BackwardThrough(layer.Name, activation, gradient, output, reuse);
            var zeros = Own(_aten.ZerosLike(layer.Weight.Handle));
            Value result;
            if (IsBlocked(before))
            {
                result = Own(_aten.BatchNormBlockedInference(
                    Handle(before), layer.Weight.Handle, Handle(zeros), Handle(zeros), layer.RunningVariance.HandleToRead, epsilon, relu: false));
            }
            else
            {
                var (scaled, mean, inverseDeviation) = _aten.NativeBatchNorm(
                    Handle(before), layer.Weight.Handle, Handle(zeros), Handle(zeros), layer.RunningVariance.HandleToRead, training: false, momentum: 0, epsilon);
                result = Own(scaled);
                Release(Own(mean), Own(inverseDeviation));
            }

            Release(zeros);
            ReleaseUnless(gradient, before);
            return result;
        }
        catch (LibTorchException e)
        {
            throw Failure(layer, e);
        }
    }
}
