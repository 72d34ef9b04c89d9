using static ModelDsl.Runtime.Interop.Argument;

namespace ModelDsl.Runtime.Interop;

// cuDNN's convolutions with what stands behind them. Every libtorch lists them; only on CUDA do they run.
public sealed unsafe partial class Aten
{
    /// <summary>Whether the operators below exist.</summary>
    public bool HasCudnnConvolutions => _cudnnConvolutionRelu.Exists && _cudnnConvolutionAddRelu.Exists;

    private readonly Operator _cudnnConvolutionRelu = dispatcher.Resolve("aten::cudnn_convolution_relu");

    /// <summary>
    /// <c>aten::cudnn_convolution_relu(Tensor self, Tensor weight, Tensor? bias, SymInt[] stride, SymInt[] padding, SymInt[] dilation, SymInt groups)
    /// -&gt; Tensor</c>
    /// </summary>
    public nint CudnnConvolutionRelu(
        nint self, nint weight, nint bias, ReadOnlySpan<long> stride, ReadOnlySpan<long> padding, ReadOnlySpan<long> dilation, long groups)
    {
        fixed (long* pStride = stride, pPadding = padding, pDilation = dilation)
        {
            return One(_cudnnConvolutionRelu,
            [
                Tensor(self), Tensor(weight), Tensor(bias), Ints(pStride, stride.Length), Ints(pPadding, padding.Length), Ints(pDilation, dilation.Length),
                Int(groups),
            ]);
        }
    }

    private readonly Operator _cudnnConvolutionAddRelu = dispatcher.Resolve("aten::cudnn_convolution_add_relu");

    /// <summary>
    /// <c>aten::cudnn_convolution_add_relu(Tensor self, Tensor weight, Tensor z, Scalar? alpha, Tensor? bias, SymInt[] stride, SymInt[] padding, SymInt[]
    /// dilation, SymInt groups) -&gt; Tensor</c>
    /// </summary>
    public nint CudnnConvolutionAddRelu(
        nint self, nint weight, nint z, double alpha, nint bias, ReadOnlySpan<long> stride, ReadOnlySpan<long> padding, ReadOnlySpan<long> dilation, long groups)
    {
        fixed (long* pStride = stride, pPadding = padding, pDilation = dilation)
        {
            return One(_cudnnConvolutionAddRelu,
            [
                Tensor(self), Tensor(weight), Tensor(z), Double(alpha), Tensor(bias), Ints(pStride, stride.Length), Ints(pPadding, padding.Length),
                Ints(pDilation, dilation.Length), Int(groups),
            ]);
        }
    }
}
