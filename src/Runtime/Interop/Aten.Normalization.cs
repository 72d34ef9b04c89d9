using static ModelDsl.Runtime.Interop.Argument;

namespace ModelDsl.Runtime.Interop;

// Batch normalisation.
public sealed unsafe partial class Aten
{
    private readonly Operator _nativeBatchNorm = dispatcher.Resolve("aten::native_batch_norm");

    /// <summary>
    /// <c>aten::native_batch_norm(Tensor input, Tensor? weight, Tensor? bias, Tensor? running_mean, Tensor? running_var, bool
    /// training, float momentum, float eps) -&gt; (Tensor, Tensor, Tensor)</c>
    /// </summary>
    public (nint Output, nint Mean, nint InverseDeviation) NativeBatchNorm(
        nint input, nint weight, nint bias, nint runningMean, nint runningVar, bool training, double momentum, double eps) =>
        Three(_nativeBatchNorm,
        [
            Tensor(input), Tensor(weight), Tensor(bias), Tensor(runningMean), Tensor(runningVar), Bool(training), Double(momentum),
            Double(eps),
        ]);

    private readonly Operator _nativeBatchNormBackward = dispatcher.Resolve("aten::native_batch_norm_backward");

    /// <summary>
    /// <c>aten::native_batch_norm_backward(Tensor grad_out, Tensor input, Tensor? weight, Tensor? running_mean, Tensor? running_var,
    /// Tensor? save_mean, Tensor? save_invstd, bool train, float eps, bool[3] output_mask) -&gt; (Tensor, Tensor, Tensor)</c>
    /// </summary>
    public (nint Input, nint Weight, nint Bias) NativeBatchNormBackward(
        nint gradOut, nint input, nint weight, nint runningMean, nint runningVar, nint saveMean, nint saveInvstd, bool train,
        double eps, ReadOnlySpan<bool> outputMask)
    {
        fixed (bool* pOutputMask = outputMask)
        {
            return Three(_nativeBatchNormBackward,
            [
                Tensor(gradOut), Tensor(input), Tensor(weight), Tensor(runningMean), Tensor(runningVar), Tensor(saveMean),
                Tensor(saveInvstd), Bool(train), Double(eps), Bools(pOutputMask, outputMask.Length),
            ]);
        }
    }
}
