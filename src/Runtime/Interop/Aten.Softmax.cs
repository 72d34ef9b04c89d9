using static ModelDsl.Runtime.Interop.Argument;

namespace ModelDsl.Runtime.Interop;

// Softmax, its logarithm and their gradients.
public sealed unsafe partial class Aten
{
    private readonly Operator _softmax = dispatcher.Resolve("aten::_softmax");

    /// <summary><c>aten::_softmax(Tensor self, int dim, bool half_to_float) -&gt; Tensor</c></summary>
    public nint Softmax(nint self, long dim) => One(_softmax, [Tensor(self), Int(dim), Bool(false)]);

    private readonly Operator _softmaxBackwardData = dispatcher.Resolve("aten::_softmax_backward_data");

    /// <summary>
    /// <c>aten::_softmax_backward_data(Tensor grad_output, Tensor output, int dim, ScalarType input_dtype) -&gt; Tensor</c>
    /// </summary>
    public nint SoftmaxBackwardData(nint gradOutput, nint output, long dim, ElementType inputDtype) =>
        One(_softmaxBackwardData, [Tensor(gradOutput), Tensor(output), Int(dim), Type(inputDtype)]);

    private readonly Operator _logSoftmax = dispatcher.Resolve("aten::_log_softmax");

    /// <summary><c>aten::_log_softmax(Tensor self, int dim, bool half_to_float) -&gt; Tensor</c></summary>
    public nint LogSoftmax(nint self, long dim) => One(_logSoftmax, [Tensor(self), Int(dim), Bool(false)]);

    private readonly Operator _logSoftmaxBackwardData = dispatcher.Resolve("aten::_log_softmax_backward_data");

    /// <summary>
    /// <c>aten::_log_softmax_backward_data(Tensor grad_output, Tensor output, int dim, ScalarType input_dtype) -&gt; Tensor</c>
    /// </summary>
    public nint LogSoftmaxBackwardData(nint gradOutput, nint output, long dim, ElementType inputDtype) =>
        One(_logSoftmaxBackwardData, [Tensor(gradOutput), Tensor(output), Int(dim), Type(inputDtype)]);
}
