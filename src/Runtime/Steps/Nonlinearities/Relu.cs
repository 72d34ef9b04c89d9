using ModelDsl.Runtime.Interop;

namespace ModelDsl.Runtime;

/// <summary>y = max(x, 0); dx = dy where y &gt; 0.</summary>
internal sealed class Relu : Nonlinearity
{
    public override nint Apply(Aten aten, nint input, Activation activation) => aten.Relu(input);

    public override void ApplyInPlace(Aten aten, nint input, Activation activation) => aten.ReluInPlace(input);

    public override nint Backward(Aten aten, nint gradient, nint output, Activation activation) =>
        aten.ThresholdBackward(gradient, output, 0);

    public override void BackwardInPlace(Aten aten, nint gradient, nint output, Activation activation) =>
        aten.ThresholdBackwardOut(gradient, output, 0, gradient);
}
