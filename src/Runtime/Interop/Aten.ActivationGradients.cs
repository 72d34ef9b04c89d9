using static ModelDsl.Runtime.Interop.Argument;

namespace ModelDsl.Runtime.Interop;

// The activation functions' gradients; each also as one that writes into a given tensor, which may be the incoming gradient itself.
public sealed unsafe partial class Aten
{
    private readonly Operator _thresholdBackward = dispatcher.Resolve("aten::threshold_backward");

    /// <summary><c>aten::threshold_backward(Tensor grad_output, Tensor self, Scalar threshold) -&gt; Tensor</c></summary>
    public nint ThresholdBackward(nint gradOutput, nint self, double threshold) =>
        One(_thresholdBackward, [Tensor(gradOutput), Tensor(self), Double(threshold)]);

    private readonly Operator _thresholdBackwardOut = dispatcher.Resolve("aten::threshold_backward", "grad_input");

    /// <summary>
    /// <c>aten::threshold_backward.grad_input(Tensor grad_output, Tensor self, Scalar threshold, *, Tensor(a!) grad_input) -&gt;
    /// Tensor(a!)</c>
    /// </summary>
    public void ThresholdBackwardOut(nint gradOutput, nint self, double threshold, nint gradInput) =>
        Call(_thresholdBackwardOut, [Tensor(gradOutput), Tensor(self), Double(threshold), Tensor(gradInput)]);

    private readonly Operator _sigmoidBackward = dispatcher.Resolve("aten::sigmoid_backward");

    /// <summary><c>aten::sigmoid_backward(Tensor grad_output, Tensor output) -&gt; Tensor</c></summary>
    public nint SigmoidBackward(nint gradOutput, nint output) => One(_sigmoidBackward, [Tensor(gradOutput), Tensor(output)]);

    private readonly Operator _sigmoidBackwardOut = dispatcher.Resolve("aten::sigmoid_backward", "grad_input");

    /// <summary>
    /// <c>aten::sigmoid_backward.grad_input(Tensor grad_output, Tensor output, *, Tensor(a!) grad_input) -&gt; Tensor(a!)</c>
    /// </summary>
    public void SigmoidBackwardOut(nint gradOutput, nint output, nint gradInput) =>
        Call(_sigmoidBackwardOut, [Tensor(gradOutput), Tensor(output), Tensor(gradInput)]);

    private readonly Operator _tanhBackward = dispatcher.Resolve("aten::tanh_backward");

    /// <summary><c>aten::tanh_backward(Tensor grad_output, Tensor output) -&gt; Tensor</c></summary>
    public nint TanhBackward(nint gradOutput, nint output) => One(_tanhBackward, [Tensor(gradOutput), Tensor(output)]);

    private readonly Operator _tanhBackwardOut = dispatcher.Resolve("aten::tanh_backward", "grad_input");

    /// <summary>
    /// <c>aten::tanh_backward.grad_input(Tensor grad_output, Tensor output, *, Tensor(a!) grad_input) -&gt; Tensor(a!)</c>
    /// </summary>
    public void TanhBackwardOut(nint gradOutput, nint output, nint gradInput) =>
        Call(_tanhBackwardOut, [Tensor(gradOutput), Tensor(output), Tensor(gradInput)]);

    private readonly Operator _leakyReluBackward = dispatcher.Resolve("aten::leaky_relu_backward");

    /// <summary>
    /// <c>aten::leaky_relu_backward(Tensor grad_output, Tensor self, Scalar negative_slope, bool self_is_result) -&gt; Tensor</c>
    /// </summary>
    public nint LeakyReluBackward(nint gradOutput, nint self, double negativeSlope, bool selfIsResult) =>
        One(_leakyReluBackward, [Tensor(gradOutput), Tensor(self), Double(negativeSlope), Bool(selfIsResult)]);

    private readonly Operator _leakyReluBackwardOut = dispatcher.Resolve("aten::leaky_relu_backward", "grad_input");

    /// <summary>
    /// <c>aten::leaky_relu_backward.grad_input(Tensor grad_output, Tensor self, Scalar negative_slope, bool self_is_result, *,
    /// Tensor(a!) grad_input) -&gt; Tensor(a!)</c>
    /// </summary>
    public void LeakyReluBackwardOut(nint gradOutput, nint self, double negativeSlope, bool selfIsResult, nint gradInput) =>
        Call(_leakyReluBackwardOut, [Tensor(gradOutput), Tensor(self), Double(negativeSlope), Bool(selfIsResult), Tensor(gradInput)]);

    private readonly Operator _eluBackward = dispatcher.Resolve("aten::elu_backward");

    /// <summary>
    /// <c>aten::elu_backward(Tensor grad_output, Scalar alpha, Scalar scale, Scalar input_scale, bool is_result, Tensor
    /// self_or_result) -&gt; Tensor</c>
    /// </summary>
    public nint EluBackward(nint gradOutput, double alpha, double scale, double inputScale, bool isResult, nint selfOrResult) =>
        One(_eluBackward, [Tensor(gradOutput), Double(alpha), Double(scale), Double(inputScale), Bool(isResult), Tensor(selfOrResult)]);

    private readonly Operator _eluBackwardOut = dispatcher.Resolve("aten::elu_backward", "grad_input");

    /// <summary>
    /// <c>aten::elu_backward.grad_input(Tensor grad_output, Scalar alpha, Scalar scale, Scalar input_scale, bool is_result, Tensor
    /// self_or_result, *, Tensor(a!) grad_input) -&gt; Tensor(a!)</c>
    /// </summary>
    public void EluBackwardOut(
        nint gradOutput, double alpha, double scale, double inputScale, bool isResult, nint selfOrResult, nint gradInput) =>
        Call(_eluBackwardOut,
        [
            Tensor(gradOutput), Double(alpha), Double(scale), Double(inputScale), Bool(isResult), Tensor(selfOrResult),
            Tensor(gradInput),
        ]);
}
