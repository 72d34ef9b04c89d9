using static ModelDsl.Runtime.Interop.Argument;

namespace ModelDsl.Runtime.Interop;

// Convolutions and matrix products.
public sealed unsafe partial class Aten
{
    private readonly Operator _convolution = dispatcher.Resolve("aten::convolution");

    /// <summary>
    /// <c>aten::convolution(Tensor input, Tensor weight, Tensor? bias, SymInt[] stride, SymInt[] padding, SymInt[] dilation, bool
    /// transposed, SymInt[] output_padding, SymInt groups) -&gt; Tensor</c>
    /// </summary>
    public nint Convolution(
        nint input, nint weight, nint bias, ReadOnlySpan<long> stride, ReadOnlySpan<long> padding, ReadOnlySpan<long> dilation,
        bool transposed, ReadOnlySpan<long> outputPadding, long groups)
    {
        fixed (long* pStride = stride, pPadding = padding, pDilation = dilation, pOutputPadding = outputPadding)
        {
            return One(_convolution,
            [
                Tensor(input), Tensor(weight), Tensor(bias), Ints(pStride, stride.Length), Ints(pPadding, padding.Length),
                Ints(pDilation, dilation.Length), Bool(transposed), Ints(pOutputPadding, outputPadding.Length), Int(groups),
            ]);
        }
    }

    private readonly Operator _convolutionBackward = dispatcher.Resolve("aten::convolution_backward");

    /// <summary>
    /// <c>aten::convolution_backward(Tensor grad_output, Tensor input, Tensor weight, SymInt[]? bias_sizes, SymInt[] stride, SymInt[]
    /// padding, SymInt[] dilation, bool transposed, SymInt[] output_padding, SymInt groups, bool[3] output_mask) -&gt; (Tensor,
    /// Tensor, Tensor)</c>
    /// </summary>
    /// <remarks>The mask says which of the three gradients are wanted, the others come back as 0. Empty bias sizes: no bias.</remarks>
    public (nint Input, nint Weight, nint Bias) ConvolutionBackward(
        nint gradOutput, nint input, nint weight, ReadOnlySpan<long> biasSizes, ReadOnlySpan<long> stride, ReadOnlySpan<long> padding,
        ReadOnlySpan<long> dilation, bool transposed, ReadOnlySpan<long> outputPadding, long groups, ReadOnlySpan<bool> outputMask)
    {
        fixed (long* pBiasSizes = biasSizes, pStride = stride, pPadding = padding, pDilation = dilation, pOutputPadding = outputPadding)
        fixed (bool* pOutputMask = outputMask)
        {
            return Three(_convolutionBackward,
            [
                Tensor(gradOutput), Tensor(input), Tensor(weight), OptionalInts(pBiasSizes, biasSizes.Length),
                Ints(pStride, stride.Length), Ints(pPadding, padding.Length), Ints(pDilation, dilation.Length), Bool(transposed),
                Ints(pOutputPadding, outputPadding.Length), Int(groups), Bools(pOutputMask, outputMask.Length),
            ]);
        }
    }

    private readonly Operator _linear = dispatcher.Resolve("aten::linear");

    /// <summary><c>aten::linear(Tensor input, Tensor weight, Tensor? bias=None) -&gt; Tensor</c></summary>
    public nint Linear(nint input, nint weight, nint bias) => One(_linear, [Tensor(input), Tensor(weight), Tensor(bias)]);

    private readonly Operator _addmm = dispatcher.Resolve("aten::addmm");

    /// <summary><c>aten::addmm(Tensor self, Tensor mat1, Tensor mat2, *, Scalar beta=1, Scalar alpha=1) -&gt; Tensor</c></summary>
    public nint Addmm(nint self, nint mat1, nint mat2) => One(_addmm, [Tensor(self), Tensor(mat1), Tensor(mat2)]);

    private readonly Operator _mm = dispatcher.Resolve("aten::mm");

    /// <summary><c>aten::mm(Tensor self, Tensor mat2) -&gt; Tensor</c></summary>
    public nint Mm(nint self, nint mat2) => One(_mm, [Tensor(self), Tensor(mat2)]);
}
