using static ModelDsl.Runtime.Interop.Argument;

namespace ModelDsl.Runtime.Interop;

// Operators over lists of tensors: on CUDA one kernel, or a few, for all of a list.
public sealed unsafe partial class Aten
{
    /// <summary>Whether the operators below exist.</summary>
    public bool HasForeach =>
        _foreachMulScalarInPlace.Exists && _foreachAddScalarInPlace.Exists && _foreachAddInPlace.Exists && _foreachAdd.Exists
        && _foreachAddcmulInPlace.Exists && _foreachAddcdivInPlace.Exists && _foreachSqrt.Exists;

    private readonly Operator _foreachMulScalarInPlace = dispatcher.Resolve("aten::_foreach_mul_", "Scalar");

    /// <summary><c>aten::_foreach_mul_.Scalar(Tensor(a!)[] self, Scalar scalar) -&gt; ()</c></summary>
    public void ForeachMulScalarInPlace(ReadOnlySpan<nint> self, double scalar)
    {
        fixed (nint* pSelf = self) Call(_foreachMulScalarInPlace, [Tensors(pSelf, self.Length), Double(scalar)]);
    }

    private readonly Operator _foreachAddScalarInPlace = dispatcher.Resolve("aten::_foreach_add_", "Scalar");

    /// <summary><c>aten::_foreach_add_.Scalar(Tensor(a!)[] self, Scalar scalar) -&gt; ()</c></summary>
    public void ForeachAddScalarInPlace(ReadOnlySpan<nint> self, double scalar)
    {
        fixed (nint* pSelf = self) Call(_foreachAddScalarInPlace, [Tensors(pSelf, self.Length), Double(scalar)]);
    }

    private readonly Operator _foreachAddInPlace = dispatcher.Resolve("aten::_foreach_add_", "List");

    /// <summary><c>aten::_foreach_add_.List(Tensor(a!)[] self, Tensor[] other, *, Scalar alpha=1) -&gt; ()</c></summary>
    public void ForeachAddInPlace(ReadOnlySpan<nint> self, ReadOnlySpan<nint> other, double alpha = 1)
    {
        fixed (nint* pSelf = self, pOther = other)
            Call(_foreachAddInPlace, [Tensors(pSelf, self.Length), Tensors(pOther, other.Length), Double(alpha)]);
    }

    private readonly Operator _foreachAdd = dispatcher.Resolve("aten::_foreach_add", "List");

    /// <summary><c>aten::_foreach_add.List(Tensor[] self, Tensor[] other, *, Scalar alpha=1) -&gt; Tensor[]</c></summary>
    /// <param name="self">Tensors.</param>
    /// <param name="other">As many.</param>
    /// <param name="alpha">Multiplies what is added.</param>
    /// <param name="results">As many new handles, the caller's.</param>
    public void ForeachAdd(ReadOnlySpan<nint> self, ReadOnlySpan<nint> other, double alpha, Span<nint> results)
    {
        fixed (nint* pSelf = self, pOther = other)
            dispatcher.Call(_foreachAdd, [Tensors(pSelf, self.Length), Tensors(pOther, other.Length), Double(alpha)], results);
    }

    private readonly Operator _foreachAddcmulInPlace = dispatcher.Resolve("aten::_foreach_addcmul_", "Scalar");

    /// <summary><c>aten::_foreach_addcmul_.Scalar(Tensor(a!)[] self, Tensor[] tensor1, Tensor[] tensor2, Scalar value=1) -&gt; ()</c></summary>
    public void ForeachAddcmulInPlace(ReadOnlySpan<nint> self, ReadOnlySpan<nint> tensor1, ReadOnlySpan<nint> tensor2, double value)
    {
        fixed (nint* pSelf = self, pTensor1 = tensor1, pTensor2 = tensor2)
            Call(_foreachAddcmulInPlace, [Tensors(pSelf, self.Length), Tensors(pTensor1, tensor1.Length), Tensors(pTensor2, tensor2.Length), Double(value)]);
    }

    private readonly Operator _foreachAddcdivInPlace = dispatcher.Resolve("aten::_foreach_addcdiv_", "Scalar");

    /// <summary><c>aten::_foreach_addcdiv_.Scalar(Tensor(a!)[] self, Tensor[] tensor1, Tensor[] tensor2, Scalar value=1) -&gt; ()</c></summary>
    public void ForeachAddcdivInPlace(ReadOnlySpan<nint> self, ReadOnlySpan<nint> tensor1, ReadOnlySpan<nint> tensor2, double value)
    {
        fixed (nint* pSelf = self, pTensor1 = tensor1, pTensor2 = tensor2)
            Call(_foreachAddcdivInPlace, [Tensors(pSelf, self.Length), Tensors(pTensor1, tensor1.Length), Tensors(pTensor2, tensor2.Length), Double(value)]);
    }

    private readonly Operator _foreachSqrt = dispatcher.Resolve("aten::_foreach_sqrt");

    /// <summary><c>aten::_foreach_sqrt(Tensor[] self) -&gt; Tensor[]</c></summary>
    /// <param name="self">Tensors.</param>
    /// <param name="results">As many new handles, the caller's.</param>
    public void ForeachSqrt(ReadOnlySpan<nint> self, Span<nint> results)
    {
        fixed (nint* pSelf = self) dispatcher.Call(_foreachSqrt, [Tensors(pSelf, self.Length)], results);
    }

    private readonly Operator _asStrided = dispatcher.Resolve("aten::as_strided");

    /// <summary><c>aten::as_strided(Tensor(a) self, SymInt[] size, SymInt[] stride, SymInt? storage_offset=None) -&gt; Tensor(a)</c></summary>
    public nint AsStrided(nint self, ReadOnlySpan<long> size, ReadOnlySpan<long> stride)
    {
        fixed (long* pSize = size, pStride = stride)
            return One(_asStrided, [Tensor(self), Ints(pSize, size.Length), Ints(pStride, stride.Length)]);
    }
}
