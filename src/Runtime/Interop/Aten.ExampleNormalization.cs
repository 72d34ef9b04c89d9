using static ModelDsl.Runtime.Interop.Argument;

namespace ModelDsl.Runtime.Interop;

// Normalisation of each example by itself.
public sealed unsafe partial class Aten
{
    private readonly Operator _nativeLayerNorm = dispatcher.Resolve("aten::native_layer_norm");

    /// <summary>
    /// <c>aten::native_layer_norm(Tensor input, SymInt[] normalized_shape, Tensor? weight, Tensor? bias, float eps) -&gt; (Tensor, Tensor,
    /// Tensor)</c>
    /// </summary>
    public (nint Output, nint Mean, nint InverseDeviation) NativeLayerNorm(
        nint input, ReadOnlySpan<long> normalizedShape, nint weight, nint bias, double eps)
    {
        fixed (long* pShape = normalizedShape)
        {
            return Three(_nativeLayerNorm,
                [Tensor(input), Ints(pShape, normalizedShape.Length), Tensor(weight), Tensor(bias), Double(eps)]);
        }
    }

    private readonly Operator _nativeLayerNormBackward = dispatcher.Resolve("aten::native_layer_norm_backward");

    /// <summary>
    /// <c>aten::native_layer_norm_backward(Tensor grad_out, Tensor input, SymInt[] normalized_shape, Tensor mean, Tensor rstd, Tensor?
    /// weight, Tensor? bias, bool[3] output_mask) -&gt; (Tensor, Tensor, Tensor)</c>
    /// </summary>
    public (nint Input, nint Weight, nint Bias) NativeLayerNormBackward(
        nint gradOut, nint input, ReadOnlySpan<long> normalizedShape, nint mean, nint rstd, nint weight, nint bias,
        ReadOnlySpan<bool> outputMask)
    {
        fixed (long* pShape = normalizedShape)
        fixed (bool* pOutputMask = outputMask)
        {
            return Three(_nativeLayerNormBackward,
            [
                Tensor(gradOut), Tensor(input), Ints(pShape, normalizedShape.Length), Tensor(mean), Tensor(rstd), Tensor(weight),
                Tensor(bias), Bools(pOutputMask, outputMask.Length),
            ]);
        }
    }

    private readonly Operator _nativeGroupNorm = dispatcher.Resolve("aten::native_group_norm");

    /// <summary>
    /// <c>aten::native_group_norm(Tensor input, Tensor? weight, Tensor? bias, SymInt N, SymInt C, SymInt HxW, int group, float eps) -&gt;
    /// (Tensor, Tensor, Tensor)</c>
    /// </summary>
    public (nint Output, nint Mean, nint InverseDeviation) NativeGroupNorm(
        nint input, nint weight, nint bias, long n, long c, long hxw, long group, double eps) =>
        Three(_nativeGroupNorm,
            [Tensor(input), Tensor(weight), Tensor(bias), Int(n), Int(c), Int(hxw), Int(group), Double(eps)]);

    private readonly Operator _nativeGroupNormBackward = dispatcher.Resolve("aten::native_group_norm_backward");

    /// <summary>
    /// <c>aten::native_group_norm_backward(Tensor grad_out, Tensor input, Tensor mean, Tensor rstd, Tensor? weight, SymInt N, SymInt C,
    /// SymInt HxW, int group, bool[3] output_mask) -&gt; (Tensor, Tensor, Tensor)</c>
    /// </summary>
    public (nint Input, nint Weight, nint Bias) NativeGroupNormBackward(
        nint gradOut, nint input, nint mean, nint rstd, nint weight, long n, long c, long hxw, long group, ReadOnlySpan<bool> outputMask)
    {
        fixed (bool* pOutputMask = outputMask)
        {
            return Three(_nativeGroupNormBackward,
            [
                Tensor(gradOut), Tensor(input), Tensor(mean), Tensor(rstd), Tensor(weight), Int(n), Int(c), Int(hxw), Int(group),
                Bools(pOutputMask, outputMask.Length),
            ]);
        }
    }
}
