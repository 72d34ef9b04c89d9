using static ModelDsl.Runtime.Interop.Argument;

namespace ModelDsl.Runtime.Interop;

// Later activation functions and their gradients, which most take from the input.
public sealed unsafe partial class Aten
{
    private readonly Operator _gelu = dispatcher.Resolve("aten::gelu");

    /// <summary><c>aten::gelu(Tensor self, *, str approximate='none') -&gt; Tensor</c></summary>
    public nint Gelu(nint self) => One(_gelu, [Tensor(self)]);

    private readonly Operator _geluInPlace = dispatcher.Resolve("aten::gelu_");

    /// <summary><c>aten::gelu_(Tensor(a!) self, *, str approximate='none') -&gt; Tensor(a!)</c></summary>
    public void GeluInPlace(nint self) => Call(_geluInPlace, [Tensor(self)]);

    private readonly Operator _geluBackward = dispatcher.Resolve("aten::gelu_backward");

    /// <summary><c>aten::gelu_backward(Tensor grad_output, Tensor self, *, str approximate='none') -&gt; Tensor</c></summary>
    public nint GeluBackward(nint gradOutput, nint self) => One(_geluBackward, [Tensor(gradOutput), Tensor(self)]);

    private readonly Operator _silu = dispatcher.Resolve("aten::silu");

    /// <summary><c>aten::silu(Tensor self) -&gt; Tensor</c></summary>
    public nint Silu(nint self) => One(_silu, [Tensor(self)]);

    private readonly Operator _siluInPlace = dispatcher.Resolve("aten::silu_");

    /// <summary><c>aten::silu_(Tensor(a!) self) -&gt; Tensor(a!)</c></summary>
    public void SiluInPlace(nint self) => Call(_siluInPlace, [Tensor(self)]);

    private readonly Operator _siluBackward = dispatcher.Resolve("aten::silu_backward");

    /// <summary><c>aten::silu_backward(Tensor grad_output, Tensor self) -&gt; Tensor</c></summary>
    public nint SiluBackward(nint gradOutput, nint self) => One(_siluBackward, [Tensor(gradOutput), Tensor(self)]);

    private readonly Operator _siluBackwardOut = dispatcher.Resolve("aten::silu_backward", "grad_input");

    /// <summary>
    /// <c>aten::silu_backward.grad_input(Tensor grad_output, Tensor self, *, Tensor(a!) grad_input) -&gt; Tensor(a!)</c>
    /// </summary>
    public void SiluBackwardOut(nint gradOutput, nint self, nint gradInput) =>
        Call(_siluBackwardOut, [Tensor(gradOutput), Tensor(self), Tensor(gradInput)]);

    private readonly Operator _mish = dispatcher.Resolve("aten::mish");

    /// <summary><c>aten::mish(Tensor self) -&gt; Tensor</c></summary>
    public nint Mish(nint self) => One(_mish, [Tensor(self)]);

    private readonly Operator _mishInPlace = dispatcher.Resolve("aten::mish_");

    /// <summary><c>aten::mish_(Tensor(a!) self) -&gt; Tensor(a!)</c></summary>
    public void MishInPlace(nint self) => Call(_mishInPlace, [Tensor(self)]);

    private readonly Operator _mishBackward = dispatcher.Resolve("aten::mish_backward");

    /// <summary><c>aten::mish_backward(Tensor grad_output, Tensor self) -&gt; Tensor</c></summary>
    public nint MishBackward(nint gradOutput, nint self) => One(_mishBackward, [Tensor(gradOutput), Tensor(self)]);

    private readonly Operator _hardswish = dispatcher.Resolve("aten::hardswish");

    /// <summary><c>aten::hardswish(Tensor self) -&gt; Tensor</c></summary>
    public nint Hardswish(nint self) => One(_hardswish, [Tensor(self)]);

    private readonly Operator _hardswishInPlace = dispatcher.Resolve("aten::hardswish_");

    /// <summary><c>aten::hardswish_(Tensor(a!) self) -&gt; Tensor(a!)</c></summary>
    public void HardswishInPlace(nint self) => Call(_hardswishInPlace, [Tensor(self)]);

    private readonly Operator _hardswishBackward = dispatcher.Resolve("aten::hardswish_backward");

    /// <summary><c>aten::hardswish_backward(Tensor grad_output, Tensor self) -&gt; Tensor</c></summary>
    public nint HardswishBackward(nint gradOutput, nint self) => One(_hardswishBackward, [Tensor(gradOutput), Tensor(self)]);

    private readonly Operator _hardsigmoid = dispatcher.Resolve("aten::hardsigmoid");

    /// <summary><c>aten::hardsigmoid(Tensor self) -&gt; Tensor</c></summary>
    public nint Hardsigmoid(nint self) => One(_hardsigmoid, [Tensor(self)]);

    private readonly Operator _hardsigmoidInPlace = dispatcher.Resolve("aten::hardsigmoid_");

    /// <summary><c>aten::hardsigmoid_(Tensor(a!) self) -&gt; Tensor(a!)</c></summary>
    public void HardsigmoidInPlace(nint self) => Call(_hardsigmoidInPlace, [Tensor(self)]);

    private readonly Operator _hardtanh = dispatcher.Resolve("aten::hardtanh");

    /// <summary><c>aten::hardtanh(Tensor self, Scalar min_val=-1, Scalar max_val=1) -&gt; Tensor</c></summary>
    public nint Hardtanh(nint self, double minVal, double maxVal) => One(_hardtanh, [Tensor(self), Double(minVal), Double(maxVal)]);

    private readonly Operator _hardtanhInPlace = dispatcher.Resolve("aten::hardtanh_");

    /// <summary><c>aten::hardtanh_(Tensor(a!) self, Scalar min_val=-1, Scalar max_val=1) -&gt; Tensor(a!)</c></summary>
    public void HardtanhInPlace(nint self, double minVal, double maxVal) =>
        Call(_hardtanhInPlace, [Tensor(self), Double(minVal), Double(maxVal)]);

    private readonly Operator _hardtanhBackward = dispatcher.Resolve("aten::hardtanh_backward");

    /// <summary>
    /// <c>aten::hardtanh_backward(Tensor grad_output, Tensor self, Scalar min_val, Scalar max_val) -&gt; Tensor</c>
    /// </summary>
    public nint HardtanhBackward(nint gradOutput, nint self, double minVal, double maxVal) =>
        One(_hardtanhBackward, [Tensor(gradOutput), Tensor(self), Double(minVal), Double(maxVal)]);

    private readonly Operator _hardtanhBackwardOut = dispatcher.Resolve("aten::hardtanh_backward", "grad_input");

    /// <summary>
    /// <c>aten::hardtanh_backward.grad_input(Tensor grad_output, Tensor self, Scalar min_val, Scalar max_val, *, Tensor(a!) grad_input)
    /// -&gt; Tensor(a!)</c>
    /// </summary>
    public void HardtanhBackwardOut(nint gradOutput, nint self, double minVal, double maxVal, nint gradInput) =>
        Call(_hardtanhBackwardOut, [Tensor(gradOutput), Tensor(self), Double(minVal), Double(maxVal), Tensor(gradInput)]);

    // Where beta times x is above it, softplus is x.
    private const double SoftplusThreshold = 20;

    private readonly Operator _softplus = dispatcher.Resolve("aten::softplus");

    /// <summary><c>aten::softplus(Tensor self, Scalar beta=1, Scalar threshold=20) -&gt; Tensor</c></summary>
    public nint Softplus(nint self, double beta) => One(_softplus, [Tensor(self), Double(beta), Double(SoftplusThreshold)]);

    private readonly Operator _softplusOut = dispatcher.Resolve("aten::softplus", "out");

    /// <summary>
    /// <c>aten::softplus.out(Tensor self, Scalar beta=1, Scalar threshold=20, *, Tensor(a!) out) -&gt; Tensor(a!)</c>
    /// </summary>
    public void SoftplusOut(nint self, double beta, nint output) =>
        Call(_softplusOut, [Tensor(self), Double(beta), Double(SoftplusThreshold), Tensor(output)]);

    private readonly Operator _softplusBackward = dispatcher.Resolve("aten::softplus_backward");

    /// <summary><c>aten::softplus_backward(Tensor grad_output, Tensor self, Scalar beta, Scalar threshold) -&gt; Tensor</c></summary>
    public nint SoftplusBackward(nint gradOutput, nint self, double beta) =>
        One(_softplusBackward, [Tensor(gradOutput), Tensor(self), Double(beta), Double(SoftplusThreshold)]);

    private readonly Operator _softplusBackwardOut = dispatcher.Resolve("aten::softplus_backward", "grad_input");

    /// <summary>
    /// <c>aten::softplus_backward.grad_input(Tensor grad_output, Tensor self, Scalar beta, Scalar threshold, *, Tensor(a!) grad_input)
    /// -&gt; Tensor(a!)</c>
    /// </summary>
    public void SoftplusBackwardOut(nint gradOutput, nint self, double beta, nint gradInput) =>
        Call(_softplusBackwardOut, [Tensor(gradOutput), Tensor(self), Double(beta), Double(SoftplusThreshold), Tensor(gradInput)]);

    private readonly Operator _prelu = dispatcher.Resolve("aten::prelu");

    /// <summary><c>aten::prelu(Tensor self, Tensor weight) -&gt; Tensor</c></summary>
    public nint Prelu(nint self, nint weight) => One(_prelu, [Tensor(self), Tensor(weight)]);

    private readonly Operator _gtScalar = dispatcher.Resolve("aten::gt", "Scalar");

    /// <summary><c>aten::gt.Scalar(Tensor self, Scalar other) -&gt; Tensor</c></summary>
    public nint GtScalar(nint self, double other) => One(_gtScalar, [Tensor(self), Double(other)]);

    private readonly Operator _where = dispatcher.Resolve("aten::where", "self");

    /// <summary><c>aten::where.self(Tensor condition, Tensor self, Tensor other) -&gt; Tensor</c></summary>
    public nint Where(nint condition, nint self, nint other) => One(_where, [Tensor(condition), Tensor(self), Tensor(other)]);

    private readonly Operator _clampMax = dispatcher.Resolve("aten::clamp_max");

    /// <summary><c>aten::clamp_max(Tensor self, Scalar max) -&gt; Tensor</c></summary>
    public nint ClampMax(nint self, double max) => One(_clampMax, [Tensor(self), Double(max)]);
}
