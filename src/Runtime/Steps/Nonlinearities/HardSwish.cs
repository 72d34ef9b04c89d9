using ModelDsl.Runtime.Interop;

namespace ModelDsl.Runtime;

/// <summary>y = x min(max(x + 3, 0), 6) / 6.</summary>
internal sealed class HardSwish : Nonlinearity
{
    public override bool HasGradientFromInput => true;

    public override bool WritesOverGradient => false;

    public override nint Apply(Aten aten, nint input, Activation activation) => aten.Hardswish(input);

    public override void ApplyInPlace(Aten aten, nint input, Activation activation) => aten.HardswishInPlace(input);

    public override nint Backward(Aten aten, nint gradient, nint input, Activation activation) => aten.HardswishBackward(gradient, input);

    public override bool HasGradient(Activation activation) => false;
}
