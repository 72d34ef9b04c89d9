using ModelDsl.Runtime.Interop;

namespace ModelDsl.Runtime;

/// <summary>y = min(max(x, 0), cap); dx = dy where 0 &lt; y &lt; cap.</summary>
internal sealed class CappedRelu : Nonlinearity
{
    public override nint Apply(Aten aten, nint input, Activation activation) => aten.Hardtanh(input, 0, activation.First);

    public override void ApplyInPlace(Aten aten, nint input, Activation activation) => aten.HardtanhInPlace(input, 0, activation.First);

    public override nint Backward(Aten aten, nint gradient, nint output, Activation activation) =>
        aten.HardtanhBackward(gradient, output, 0, activation.First);

    public override void BackwardInPlace(Aten aten, nint gradient, nint output, Activation activation) =>
        aten.HardtanhBackwardOut(gradient, output, 0, activation.First, gradient);
}
