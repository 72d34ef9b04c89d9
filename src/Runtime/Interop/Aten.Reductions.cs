using static ModelDsl.Runtime.Interop.Argument;

namespace ModelDsl.Runtime.Interop;

// Reductions. The sum of integers is int64.
public sealed unsafe partial class Aten
{
    private readonly Operator _sumAll = dispatcher.Resolve("aten::sum");

    /// <summary><c>aten::sum(Tensor self, *, ScalarType? dtype=None) -&gt; Tensor</c></summary>
    public nint SumAll(nint self) => One(_sumAll, [Tensor(self)]);

    private readonly Operator _sum = dispatcher.Resolve("aten::sum", "dim_IntList");

    /// <summary>
    /// <c>aten::sum.dim_IntList(Tensor self, int[1]? dim, bool keepdim=False, *, ScalarType? dtype=None) -&gt; Tensor</c>
    /// </summary>
    public nint Sum(nint self, ReadOnlySpan<long> dim, bool keepDim = false)
    {
        fixed (long* pDim = dim)
        {
            return One(_sum, [Tensor(self), OptionalInts(pDim, dim.Length), Bool(keepDim)]);
        }
    }

    private readonly Operator _mean = dispatcher.Resolve("aten::mean", "dim");

    /// <summary><c>aten::mean.dim(Tensor self, int[1]? dim, bool keepdim=False, *, ScalarType? dtype=None) -&gt; Tensor</c></summary>
    public nint Mean(nint self, ReadOnlySpan<long> dim, bool keepDim = false, ElementType? type = null)
    {
        fixed (long* pDim = dim)
        {
            return One(_mean, [Tensor(self), OptionalInts(pDim, dim.Length), Bool(keepDim), Type(type)]);
        }
    }

    private readonly Operator _norm = dispatcher.Resolve("aten::norm", "ScalarOpt_dim");

    /// <summary>
    /// <c>aten::norm.ScalarOpt_dim(Tensor self, Scalar? p, int[1] dim, bool keepdim=False) -&gt; Tensor</c>
    /// </summary>
    /// <remarks>With p = 2 and keepdim: the Euclidean length.</remarks>
    public nint Norm(nint self, ReadOnlySpan<long> dim)
    {
        fixed (long* pDim = dim)
        {
            return One(_norm, [Tensor(self), Double(2), Ints(pDim, dim.Length), Bool(true)]);
        }
    }

    private readonly Operator _max = dispatcher.Resolve("aten::max");

    /// <summary><c>aten::max(Tensor self) -&gt; Tensor</c></summary>
    public nint Max(nint self) => One(_max, [Tensor(self)]);

    private readonly Operator _min = dispatcher.Resolve("aten::min");

    /// <summary><c>aten::min(Tensor self) -&gt; Tensor</c></summary>
    public nint Min(nint self) => One(_min, [Tensor(self)]);

    private readonly Operator _argmax = dispatcher.Resolve("aten::argmax");

    /// <summary><c>aten::argmax(Tensor self, int? dim=None, bool keepdim=False) -&gt; Tensor</c></summary>
    public nint Argmax(nint self, long? dim, bool keepDim = false) => One(_argmax, [Tensor(self), Int(dim), Bool(keepDim)]);
}
