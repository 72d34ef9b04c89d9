using ModelDsl.Runtime.Interop;

namespace ModelDsl.Runtime;

/// <summary>y = 1 / (1 + e^-x); dx = dy · y (1 - y).</summary>
internal sealed class Sigmoid : Nonlinearity
{
    public override nint Apply(Aten aten, nint input, Activation activation) => aten.Sigmoid(input);

    public override void ApplyInPlace(Aten aten, nint input, Activation activation) => aten.SigmoidInPlace(input);

    public override nint Backward(Aten aten, nint gradient, nint output, Activation activation) =>
        aten.SigmoidBackward(gradient, output);

    public override void BackwardInPlace(Aten aten, nint gradient, nint output, Activation activation) =>
        aten.SigmoidBackwardOut(gradient, output, gradient);
}
