using static ModelDsl.Runtime.Interop.Argument;

namespace ModelDsl.Runtime.Interop;

// Products of matrices and of elements that go into a given tensor, and products of batches of matrices.
public sealed unsafe partial class Aten
{
    private readonly Operator _addmmOut = dispatcher.Resolve("aten::addmm", "out");

    /// <summary>
    /// <c>aten::addmm.out(Tensor self, Tensor mat1, Tensor mat2, *, Scalar beta=1, Scalar alpha=1, Tensor(a!) out) -&gt; Tensor(a!)</c>
    /// </summary>
    public void AddmmOut(nint self, nint mat1, nint mat2, nint output) =>
        Call(_addmmOut, [Tensor(self), Tensor(mat1), Tensor(mat2), Int(1), Int(1), Tensor(output)]);

    private readonly Operator _addmmInPlace = dispatcher.Resolve("aten::addmm_");

    /// <summary><c>aten::addmm_(Tensor(a!) self, Tensor mat1, Tensor mat2, *, Scalar beta=1, Scalar alpha=1) -&gt; Tensor(a!)</c></summary>
    public void AddmmInPlace(nint self, nint mat1, nint mat2) => Call(_addmmInPlace, [Tensor(self), Tensor(mat1), Tensor(mat2)]);

    private readonly Operator _mmOut = dispatcher.Resolve("aten::mm", "out");

    /// <summary><c>aten::mm.out(Tensor self, Tensor mat2, *, Tensor(a!) out) -&gt; Tensor(a!)</c></summary>
    public void MmOut(nint self, nint mat2, nint output) => Call(_mmOut, [Tensor(self), Tensor(mat2), Tensor(output)]);

    private readonly Operator _mulOut = dispatcher.Resolve("aten::mul", "out");

    /// <summary><c>aten::mul.out(Tensor self, Tensor other, *, Tensor(a!) out) -&gt; Tensor(a!)</c></summary>
    public void MulOut(nint self, nint other, nint output) => Call(_mulOut, [Tensor(self), Tensor(other), Tensor(output)]);

    private readonly Operator _bmm = dispatcher.Resolve("aten::bmm");

    /// <summary><c>aten::bmm(Tensor self, Tensor mat2) -&gt; Tensor</c></summary>
    public nint Bmm(nint self, nint mat2) => One(_bmm, [Tensor(self), Tensor(mat2)]);

    private readonly Operator _bmmOut = dispatcher.Resolve("aten::bmm", "out");

    /// <summary><c>aten::bmm.out(Tensor self, Tensor mat2, *, Tensor(a!) out) -&gt; Tensor(a!)</c></summary>
    public void BmmOut(nint self, nint mat2, nint output) => Call(_bmmOut, [Tensor(self), Tensor(mat2), Tensor(output)]);
}
