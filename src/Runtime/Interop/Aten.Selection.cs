using static ModelDsl.Runtime.Interop.Argument;

namespace ModelDsl.Runtime.Interop;

// The largest along an axis, and the way back; numbers put where indices say.
public sealed unsafe partial class Aten
{
    private readonly Operator _maxAlong = dispatcher.Resolve("aten::max", "dim");

    /// <summary><c>aten::max.dim(Tensor self, int dim, bool keepdim=False) -&gt; (Tensor values, Tensor indices)</c></summary>
    public (nint Values, nint Indices) MaxAlong(nint self, long dim, bool keepDim = false) =>
        Two(_maxAlong, [Tensor(self), Int(dim), Bool(keepDim)]);

    private readonly Operator _valueSelectingReductionBackward = dispatcher.Resolve("aten::value_selecting_reduction_backward");

    /// <summary>
    /// <c>aten::value_selecting_reduction_backward(Tensor grad, int dim, Tensor indices, SymInt[] sizes, bool keepdim) -&gt; Tensor</c>
    /// </summary>
    public nint ValueSelectingReductionBackward(nint grad, long dim, nint indices, ReadOnlySpan<long> sizes, bool keepDim)
    {
        fixed (long* pSizes = sizes)
        {
            return One(_valueSelectingReductionBackward,
                [Tensor(grad), Int(dim), Tensor(indices), Ints(pSizes, sizes.Length), Bool(keepDim)]);
        }
    }

    private readonly Operator _scatterInPlace = dispatcher.Resolve("aten::scatter_", "value");

    /// <summary><c>aten::scatter_.value(Tensor(a!) self, int dim, Tensor index, Scalar value) -&gt; Tensor(a!)</c></summary>
    public void ScatterInPlace(nint self, long dim, nint index, double value) => Call(_scatterInPlace, [Tensor(self), Int(dim), Tensor(index), Double(value)]);
}
