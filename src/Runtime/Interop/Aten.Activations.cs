using static ModelDsl.Runtime.Interop.Argument;

namespace ModelDsl.Runtime.Interop;

// Activation functions.
public sealed unsafe partial class Aten
{
    private readonly Operator _relu = dispatcher.Resolve("aten::relu");

    /// <summary><c>aten::relu(Tensor self) -&gt; Tensor</c></summary>
    public nint Relu(nint self) => One(_relu, [Tensor(self)]);

    private readonly Operator _reluInPlace = dispatcher.Resolve("aten::relu_");

    /// <summary><c>aten::relu_(Tensor(a!) self) -&gt; Tensor(a!)</c></summary>
    public void ReluInPlace(nint self) => Call(_reluInPlace, [Tensor(self)]);

    private readonly Operator _sigmoid = dispatcher.Resolve("aten::sigmoid");

    /// <summary><c>aten::sigmoid(Tensor self) -&gt; Tensor</c></summary>
    public nint Sigmoid(nint self) => One(_sigmoid, [Tensor(self)]);

    private readonly Operator _sigmoidInPlace = dispatcher.Resolve("aten::sigmoid_");

    /// <summary><c>aten::sigmoid_(Tensor(a!) self) -&gt; Tensor(a!)</c></summary>
    public void SigmoidInPlace(nint self) => Call(_sigmoidInPlace, [Tensor(self)]);

    private readonly Operator _tanh = dispatcher.Resolve("aten::tanh");

    /// <summary><c>aten::tanh(Tensor self) -&gt; Tensor</c></summary>
    public nint Tanh(nint self) => One(_tanh, [Tensor(self)]);

    private readonly Operator _tanhInPlace = dispatcher.Resolve("aten::tanh_");

    /// <summary><c>aten::tanh_(Tensor(a!) self) -&gt; Tensor(a!)</c></summary>
    public void TanhInPlace(nint self) => Call(_tanhInPlace, [Tensor(self)]);

    private readonly Operator _leakyRelu = dispatcher.Resolve("aten::leaky_relu");

    /// <summary><c>aten::leaky_relu(Tensor self, Scalar negative_slope=0.01) -&gt; Tensor</c></summary>
    public nint LeakyRelu(nint self, double negativeSlope) => One(_leakyRelu, [Tensor(self), Double(negativeSlope)]);

    private readonly Operator _leakyReluInPlace = dispatcher.Resolve("aten::leaky_relu_");

    /// <summary><c>aten::leaky_relu_(Tensor(a!) self, Scalar negative_slope=0.01) -&gt; Tensor(a!)</c></summary>
    public void LeakyReluInPlace(nint self, double negativeSlope) => Call(_leakyReluInPlace, [Tensor(self), Double(negativeSlope)]);

    private readonly Operator _elu = dispatcher.Resolve("aten::elu");

    /// <summary><c>aten::elu(Tensor self, Scalar alpha=1, Scalar scale=1, Scalar input_scale=1) -&gt; Tensor</c></summary>
    public nint Elu(nint self, double alpha) => One(_elu, [Tensor(self), Double(alpha)]);

    private readonly Operator _eluInPlace = dispatcher.Resolve("aten::elu_");

    /// <summary><c>aten::elu_(Tensor(a!) self, Scalar alpha=1, Scalar scale=1, Scalar input_scale=1) -&gt; Tensor(a!)</c></summary>
    public void EluInPlace(nint self, double alpha) => Call(_eluInPlace, [Tensor(self), Double(alpha)]);

    private readonly Operator _threshold = dispatcher.Resolve("aten::threshold");

    /// <summary><c>aten::threshold(Tensor self, Scalar threshold, Scalar value) -&gt; Tensor</c></summary>
    public nint Threshold(nint self, double threshold, double value) => One(_threshold, [Tensor(self), Double(threshold), Double(value)]);

    private readonly Operator _thresholdInPlace = dispatcher.Resolve("aten::threshold_");

    /// <summary><c>aten::threshold_(Tensor(a!) self, Scalar threshold, Scalar value) -&gt; Tensor(a!)</c></summary>
    public void ThresholdInPlace(nint self, double threshold, double value) =>
        Call(_thresholdInPlace, [Tensor(self), Double(threshold), Double(value)]);
}
