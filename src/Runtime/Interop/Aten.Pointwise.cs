using static ModelDsl.Runtime.Interop.Argument;

namespace ModelDsl.Runtime.Interop;

// Functions of each element, and comparisons.
public sealed unsafe partial class Aten
{
    private readonly Operator _pow = dispatcher.Resolve("aten::pow", "Tensor_Scalar");

    /// <summary><c>aten::pow.Tensor_Scalar(Tensor self, Scalar exponent) -&gt; Tensor</c></summary>
    public nint Pow(nint self, double exponent) => One(_pow, [Tensor(self), Double(exponent)]);

    private readonly Operator _sqrt = dispatcher.Resolve("aten::sqrt");

    /// <summary><c>aten::sqrt(Tensor self) -&gt; Tensor</c></summary>
    public nint Sqrt(nint self) => One(_sqrt, [Tensor(self)]);

    private readonly Operator _sqrtInPlace = dispatcher.Resolve("aten::sqrt_");

    /// <summary><c>aten::sqrt_(Tensor(a!) self) -&gt; Tensor(a!)</c></summary>
    public void SqrtInPlace(nint self) => Call(_sqrtInPlace, [Tensor(self)]);

    private readonly Operator _reciprocal = dispatcher.Resolve("aten::reciprocal");

    /// <summary><c>aten::reciprocal(Tensor self) -&gt; Tensor</c></summary>
    public nint Reciprocal(nint self) => One(_reciprocal, [Tensor(self)]);

    private readonly Operator _exp = dispatcher.Resolve("aten::exp");

    /// <summary><c>aten::exp(Tensor self) -&gt; Tensor</c></summary>
    public nint Exp(nint self) => One(_exp, [Tensor(self)]);

    private readonly Operator _expInPlace = dispatcher.Resolve("aten::exp_");

    /// <summary><c>aten::exp_(Tensor(a!) self) -&gt; Tensor(a!)</c></summary>
    public void ExpInPlace(nint self) => Call(_expInPlace, [Tensor(self)]);

    private readonly Operator _log = dispatcher.Resolve("aten::log");

    /// <summary><c>aten::log(Tensor self) -&gt; Tensor</c></summary>
    public nint Log(nint self) => One(_log, [Tensor(self)]);

    private readonly Operator _neg = dispatcher.Resolve("aten::neg");

    /// <summary><c>aten::neg(Tensor self) -&gt; Tensor</c></summary>
    public nint Neg(nint self) => One(_neg, [Tensor(self)]);

    private readonly Operator _abs = dispatcher.Resolve("aten::abs");

    /// <summary><c>aten::abs(Tensor self) -&gt; Tensor</c></summary>
    public nint Abs(nint self) => One(_abs, [Tensor(self)]);

    private readonly Operator _sign = dispatcher.Resolve("aten::sign");

    /// <summary><c>aten::sign(Tensor self) -&gt; Tensor</c></summary>
    public nint Sign(nint self) => One(_sign, [Tensor(self)]);

    private readonly Operator _clampMinInPlace = dispatcher.Resolve("aten::clamp_min_");

    /// <summary><c>aten::clamp_min_(Tensor(a!) self, Scalar min) -&gt; Tensor(a!)</c></summary>
    public void ClampMinInPlace(nint self, double min) => Call(_clampMinInPlace, [Tensor(self), Double(min)]);

    private readonly Operator _clampInPlace = dispatcher.Resolve("aten::clamp_");

    /// <summary><c>aten::clamp_(Tensor(a!) self, Scalar? min=None, Scalar? max=None) -&gt; Tensor(a!)</c></summary>
    public void ClampInPlace(nint self, double min, double max) => Call(_clampInPlace, [Tensor(self), Double(min), Double(max)]);

    private readonly Operator _eq = dispatcher.Resolve("aten::eq", "Tensor");

    /// <summary><c>aten::eq.Tensor(Tensor self, Tensor other) -&gt; Tensor</c></summary>
    public nint Eq(nint self, nint other) => One(_eq, [Tensor(self), Tensor(other)]);
}
