using static ModelDsl.Runtime.Interop.Argument;

namespace ModelDsl.Runtime.Interop;

// Pooling and padding.
public sealed unsafe partial class Aten
{
    private readonly Operator _maxPool2d = dispatcher.Resolve("aten::max_pool2d");

    /// <summary>
    /// <c>aten::max_pool2d(Tensor self, int[2] kernel_size, int[2] stride=[], int[2] padding=0, int[2] dilation=1, bool
    /// ceil_mode=False) -&gt; Tensor</c>
    /// </summary>
    public nint MaxPool2d(
        nint self, ReadOnlySpan<long> kernelSize, ReadOnlySpan<long> stride, ReadOnlySpan<long> padding, ReadOnlySpan<long> dilation,
        bool ceilMode)
    {
        fixed (long* pKernelSize = kernelSize, pStride = stride, pPadding = padding, pDilation = dilation)
        {
            return One(_maxPool2d,
            [
                Tensor(self), Ints(pKernelSize, kernelSize.Length), Ints(pStride, stride.Length), Ints(pPadding, padding.Length),
                Ints(pDilation, dilation.Length), Bool(ceilMode),
            ]);
        }
    }

    private readonly Operator _maxPool2dWithIndices = dispatcher.Resolve("aten::max_pool2d_with_indices");

    /// <summary>
    /// <c>aten::max_pool2d_with_indices(Tensor self, int[2] kernel_size, int[2] stride=[], int[2] padding=0, int[2] dilation=1, bool
    /// ceil_mode=False) -&gt; (Tensor, Tensor)</c>
    /// </summary>
    public (nint Output, nint Indices) MaxPool2dWithIndices(
        nint self, ReadOnlySpan<long> kernelSize, ReadOnlySpan<long> stride, ReadOnlySpan<long> padding, ReadOnlySpan<long> dilation,
        bool ceilMode)
    {
        fixed (long* pKernelSize = kernelSize, pStride = stride, pPadding = padding, pDilation = dilation)
        {
            return Two(_maxPool2dWithIndices,
            [
                Tensor(self), Ints(pKernelSize, kernelSize.Length), Ints(pStride, stride.Length), Ints(pPadding, padding.Length),
                Ints(pDilation, dilation.Length), Bool(ceilMode),
            ]);
        }
    }

    private readonly Operator _maxPool2dWithIndicesBackward = dispatcher.Resolve("aten::max_pool2d_with_indices_backward");

    /// <summary>
    /// <c>aten::max_pool2d_with_indices_backward(Tensor grad_output, Tensor self, int[2] kernel_size, int[2] stride, int[2] padding,
    /// int[2] dilation, bool ceil_mode, Tensor indices) -&gt; Tensor</c>
    /// </summary>
    public nint MaxPool2dWithIndicesBackward(
        nint gradOutput, nint self, ReadOnlySpan<long> kernelSize, ReadOnlySpan<long> stride, ReadOnlySpan<long> padding,
        ReadOnlySpan<long> dilation, bool ceilMode, nint indices)
    {
        fixed (long* pKernelSize = kernelSize, pStride = stride, pPadding = padding, pDilation = dilation)
        {
            return One(_maxPool2dWithIndicesBackward,
            [
                Tensor(gradOutput), Tensor(self), Ints(pKernelSize, kernelSize.Length), Ints(pStride, stride.Length),
                Ints(pPadding, padding.Length), Ints(pDilation, dilation.Length), Bool(ceilMode), Tensor(indices),
            ]);
        }
    }

    private readonly Operator _avgPool2d = dispatcher.Resolve("aten::avg_pool2d");

    /// <summary>
    /// <c>aten::avg_pool2d(Tensor self, int[2] kernel_size, int[2] stride=[], int[2] padding=0, bool ceil_mode=False, bool
    /// count_include_pad=True, int? divisor_override=None) -&gt; Tensor</c>
    /// </summary>
    public nint AvgPool2d(
        nint self, ReadOnlySpan<long> kernelSize, ReadOnlySpan<long> stride, ReadOnlySpan<long> padding, bool ceilMode,
        bool countIncludePad)
    {
        fixed (long* pKernelSize = kernelSize, pStride = stride, pPadding = padding)
        {
            return One(_avgPool2d,
            [
                Tensor(self), Ints(pKernelSize, kernelSize.Length), Ints(pStride, stride.Length), Ints(pPadding, padding.Length),
                Bool(ceilMode), Bool(countIncludePad),
            ]);
        }
    }

    private readonly Operator _avgPool2dBackward = dispatcher.Resolve("aten::avg_pool2d_backward");

    /// <summary>
    /// <c>aten::avg_pool2d_backward(Tensor grad_output, Tensor self, int[2] kernel_size, int[2] stride, int[2] padding, bool
    /// ceil_mode, bool count_include_pad, int? divisor_override) -&gt; Tensor</c>
    /// </summary>
    public nint AvgPool2dBackward(
        nint gradOutput, nint self, ReadOnlySpan<long> kernelSize, ReadOnlySpan<long> stride, ReadOnlySpan<long> padding,
        bool ceilMode, bool countIncludePad)
    {
        fixed (long* pKernelSize = kernelSize, pStride = stride, pPadding = padding)
        {
            return One(_avgPool2dBackward,
            [
                Tensor(gradOutput), Tensor(self), Ints(pKernelSize, kernelSize.Length), Ints(pStride, stride.Length),
                Ints(pPadding, padding.Length), Bool(ceilMode), Bool(countIncludePad), None,
            ]);
        }
    }

    private readonly Operator _constantPadNd = dispatcher.Resolve("aten::constant_pad_nd");

    /// <summary><c>aten::constant_pad_nd(Tensor self, SymInt[] pad, Scalar value=0) -&gt; Tensor</c></summary>
    public nint ConstantPadNd(nint self, ReadOnlySpan<long> pad, double value = 0)
    {
        fixed (long* pPad = pad)
        {
            return One(_constantPadNd, [Tensor(self), Ints(pPad, pad.Length), Double(value)]);
        }
    }
}
