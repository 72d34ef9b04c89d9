using ModelDsl.Runtime.Interop;

namespace ModelDsl.Runtime;

/// <summary>y = tanh x; dx = dy (1 - y²).</summary>
internal sealed class Tanh : Nonlinearity
{
    public override nint Apply(Aten aten, nint input, Activation activation) => aten.Tanh(input);

    public override void ApplyInPlace(Aten aten, nint input, Activation activation) => aten.TanhInPlace(input);

    public override nint Backward(Aten aten, nint gradient, nint output, Activation activation) =>
        aten.TanhBackward(gradient, output);

    public override void BackwardInPlace(Aten aten, nint gradient, nint output, Activation activation) =>
        aten.TanhBackwardOut(gradient, output, gradient);
}
