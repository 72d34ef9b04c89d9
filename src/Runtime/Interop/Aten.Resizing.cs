using static ModelDsl.Runtime.Interop.Argument;

namespace ModelDsl.Runtime.Interop;

// Maps of other sizes: upsampling, and pooling to a size.
public sealed unsafe partial class Aten
{
    private readonly Operator _upsampleNearest2d = dispatcher.Resolve("aten::upsample_nearest2d");

    /// <summary>
    /// <c>aten::upsample_nearest2d(Tensor self, SymInt[2] output_size, float? scales_h=None, float? scales_w=None) -&gt; Tensor</c>
    /// </summary>
    public nint UpsampleNearest2d(nint self, ReadOnlySpan<long> outputSize)
    {
        fixed (long* pOutputSize = outputSize)
        {
            return One(_upsampleNearest2d, [Tensor(self), Ints(pOutputSize, outputSize.Length)]);
        }
    }

    private readonly Operator _upsampleNearest2dBackward = dispatcher.Resolve("aten::upsample_nearest2d_backward");

    /// <summary>
    /// <c>aten::upsample_nearest2d_backward(Tensor grad_output, SymInt[2] output_size, SymInt[4] input_size, float? scales_h=None, float?
    /// scales_w=None) -&gt; Tensor</c>
    /// </summary>
    public nint UpsampleNearest2dBackward(nint gradOutput, ReadOnlySpan<long> outputSize, ReadOnlySpan<long> inputSize)
    {
        fixed (long* pOutputSize = outputSize, pInputSize = inputSize)
        {
            return One(_upsampleNearest2dBackward,
                [Tensor(gradOutput), Ints(pOutputSize, outputSize.Length), Ints(pInputSize, inputSize.Length)]);
        }
    }

    private readonly Operator _upsampleBilinear2d = dispatcher.Resolve("aten::upsample_bilinear2d");

    /// <summary>
    /// <c>aten::upsample_bilinear2d(Tensor self, SymInt[2] output_size, bool align_corners, float? scales_h=None, float? scales_w=None)
    /// -&gt; Tensor</c>
    /// </summary>
    public nint UpsampleBilinear2d(nint self, ReadOnlySpan<long> outputSize, bool alignCorners)
    {
        fixed (long* pOutputSize = outputSize)
        {
            return One(_upsampleBilinear2d, [Tensor(self), Ints(pOutputSize, outputSize.Length), Bool(alignCorners)]);
        }
    }

    private readonly Operator _upsampleBilinear2dBackward = dispatcher.Resolve("aten::upsample_bilinear2d_backward");

    /// <summary>
    /// <c>aten::upsample_bilinear2d_backward(Tensor grad_output, SymInt[2] output_size, SymInt[4] input_size, bool align_corners, float?
    /// scales_h=None, float? scales_w=None) -&gt; Tensor</c>
    /// </summary>
    public nint UpsampleBilinear2dBackward(
        nint gradOutput, ReadOnlySpan<long> outputSize, ReadOnlySpan<long> inputSize, bool alignCorners)
    {
        fixed (long* pOutputSize = outputSize, pInputSize = inputSize)
        {
            return One(_upsampleBilinear2dBackward,
                [Tensor(gradOutput), Ints(pOutputSize, outputSize.Length), Ints(pInputSize, inputSize.Length), Bool(alignCorners)]);
        }
    }

    private readonly Operator _adaptiveAvgPool2d = dispatcher.Resolve("aten::_adaptive_avg_pool2d");

    /// <summary><c>aten::_adaptive_avg_pool2d(Tensor self, SymInt[2] output_size) -&gt; Tensor</c></summary>
    public nint AdaptiveAvgPool2d(nint self, ReadOnlySpan<long> outputSize)
    {
        fixed (long* pOutputSize = outputSize)
        {
            return One(_adaptiveAvgPool2d, [Tensor(self), Ints(pOutputSize, outputSize.Length)]);
        }
    }

    private readonly Operator _adaptiveAvgPool2dBackward = dispatcher.Resolve("aten::_adaptive_avg_pool2d_backward");

    /// <summary><c>aten::_adaptive_avg_pool2d_backward(Tensor grad_output, Tensor self) -&gt; Tensor</c></summary>
    public nint AdaptiveAvgPool2dBackward(nint gradOutput, nint self) =>
        One(_adaptiveAvgPool2dBackward, [Tensor(gradOutput), Tensor(self)]);

    private readonly Operator _adaptiveMaxPool2d = dispatcher.Resolve("aten::adaptive_max_pool2d");

    /// <summary><c>aten::adaptive_max_pool2d(Tensor self, int[2] output_size) -&gt; (Tensor, Tensor)</c></summary>
    public (nint Output, nint Indices) AdaptiveMaxPool2d(nint self, ReadOnlySpan<long> outputSize)
    {
        fixed (long* pOutputSize = outputSize)
        {
            return Two(_adaptiveMaxPool2d, [Tensor(self), Ints(pOutputSize, outputSize.Length)]);
        }
    }

    private readonly Operator _adaptiveMaxPool2dBackward = dispatcher.Resolve("aten::adaptive_max_pool2d_backward");

    /// <summary><c>aten::adaptive_max_pool2d_backward(Tensor grad_output, Tensor self, Tensor indices) -&gt; Tensor</c></summary>
    public nint AdaptiveMaxPool2dBackward(nint gradOutput, nint self, nint indices) =>
        One(_adaptiveMaxPool2dBackward, [Tensor(gradOutput), Tensor(self), Tensor(indices)]);
}
