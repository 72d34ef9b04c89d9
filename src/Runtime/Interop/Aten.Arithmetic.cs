using static ModelDsl.Runtime.Interop.Argument;

namespace ModelDsl.Runtime.Interop;

// Arithmetic of two tensors, or of a tensor and a number.
public sealed unsafe partial class Aten
{
    private readonly Operator _add = dispatcher.Resolve("aten::add", "Tensor");

    /// <summary><c>aten::add.Tensor(Tensor self, Tensor other, *, Scalar alpha=1) -&gt; Tensor</c></summary>
    public nint Add(nint self, nint other) => One(_add, [Tensor(self), Tensor(other)]);

    private readonly Operator _addInPlace = dispatcher.Resolve("aten::add_", "Tensor");

    /// <summary><c>aten::add_.Tensor(Tensor(a!) self, Tensor other, *, Scalar alpha=1) -&gt; Tensor(a!)</c></summary>
    public void AddInPlace(nint self, nint other) => Call(_addInPlace, [Tensor(self), Tensor(other)]);

    /// <summary><c>aten::add_.Tensor(Tensor(a!) self, Tensor other, *, Scalar alpha=1) -&gt; Tensor(a!)</c></summary>
    /// <remarks>self += alpha * other.</remarks>
    public void AddScaledInPlace(nint self, nint other, double alpha) => Call(_addInPlace, [Tensor(self), Tensor(other), Double(alpha)]);

    private readonly Operator _sub = dispatcher.Resolve("aten::sub", "Tensor");

    /// <summary><c>aten::sub.Tensor(Tensor self, Tensor other, *, Scalar alpha=1) -&gt; Tensor</c></summary>
    public nint Sub(nint self, nint other) => One(_sub, [Tensor(self), Tensor(other)]);

    private readonly Operator _subInPlace = dispatcher.Resolve("aten::sub_", "Tensor");

    /// <summary><c>aten::sub_.Tensor(Tensor(a!) self, Tensor other, *, Scalar alpha=1) -&gt; Tensor(a!)</c></summary>
    public void SubInPlace(nint self, nint other) => Call(_subInPlace, [Tensor(self), Tensor(other)]);

    private readonly Operator _mul = dispatcher.Resolve("aten::mul", "Tensor");

    /// <summary><c>aten::mul.Tensor(Tensor self, Tensor other) -&gt; Tensor</c></summary>
    public nint Mul(nint self, nint other) => One(_mul, [Tensor(self), Tensor(other)]);

    private readonly Operator _mulInPlace = dispatcher.Resolve("aten::mul_", "Tensor");

    /// <summary><c>aten::mul_.Tensor(Tensor(a!) self, Tensor other) -&gt; Tensor(a!)</c></summary>
    public void MulInPlace(nint self, nint other) => Call(_mulInPlace, [Tensor(self), Tensor(other)]);

    private readonly Operator _div = dispatcher.Resolve("aten::div", "Tensor");

    /// <summary><c>aten::div.Tensor(Tensor self, Tensor other) -&gt; Tensor</c></summary>
    public nint Div(nint self, nint other) => One(_div, [Tensor(self), Tensor(other)]);

    private readonly Operator _divInPlace = dispatcher.Resolve("aten::div_", "Tensor");

    /// <summary><c>aten::div_.Tensor(Tensor(a!) self, Tensor other) -&gt; Tensor(a!)</c></summary>
    public void DivInPlace(nint self, nint other) => Call(_divInPlace, [Tensor(self), Tensor(other)]);

    private readonly Operator _addScalar = dispatcher.Resolve("aten::add", "Scalar");

    /// <summary><c>aten::add.Scalar(Tensor self, Scalar other, Scalar alpha=1) -&gt; Tensor</c></summary>
    public nint AddScalar(nint self, double other) => One(_addScalar, [Tensor(self), Double(other)]);

    private readonly Operator _addScalarInPlace = dispatcher.Resolve("aten::add_", "Scalar");

    /// <summary><c>aten::add_.Scalar(Tensor(a!) self, Scalar other, Scalar alpha=1) -&gt; Tensor(a!)</c></summary>
    public void AddScalarInPlace(nint self, double other) => Call(_addScalarInPlace, [Tensor(self), Double(other)]);

    private readonly Operator _mulScalar = dispatcher.Resolve("aten::mul", "Scalar");

    /// <summary><c>aten::mul.Scalar(Tensor self, Scalar other) -&gt; Tensor</c></summary>
    public nint MulScalar(nint self, double other) => One(_mulScalar, [Tensor(self), Double(other)]);

    private readonly Operator _divScalar = dispatcher.Resolve("aten::div", "Scalar");

    /// <summary><c>aten::div.Scalar(Tensor self, Scalar other) -&gt; Tensor</c></summary>
    public nint DivScalar(nint self, double other) => One(_divScalar, [Tensor(self), Double(other)]);

    private readonly Operator _mulScalarInPlace = dispatcher.Resolve("aten::mul_", "Scalar");

    /// <summary><c>aten::mul_.Scalar(Tensor(a!) self, Scalar other) -&gt; Tensor(a!)</c></summary>
    public void MulScalarInPlace(nint self, double other) => Call(_mulScalarInPlace, [Tensor(self), Double(other)]);

    private readonly Operator _addcmulInPlace = dispatcher.Resolve("aten::addcmul_");

    /// <summary><c>aten::addcmul_(Tensor(a!) self, Tensor tensor1, Tensor tensor2, *, Scalar value=1) -&gt; Tensor(a!)</c></summary>
    public void AddcmulInPlace(nint self, nint tensor1, nint tensor2, double value = 1) =>
        Call(_addcmulInPlace, [Tensor(self), Tensor(tensor1), Tensor(tensor2), Double(value)]);

    private readonly Operator _addcdivInPlace = dispatcher.Resolve("aten::addcdiv_");

    /// <summary><c>aten::addcdiv_(Tensor(a!) self, Tensor tensor1, Tensor tensor2, *, Scalar value=1) -&gt; Tensor(a!)</c></summary>
    public void AddcdivInPlace(nint self, nint tensor1, nint tensor2, double value = 1) =>
        Call(_addcdivInPlace, [Tensor(self), Tensor(tensor1), Tensor(tensor2), Double(value)]);
}
