using ModelDsl.Runtime.Interop;

namespace ModelDsl.Runtime;

/// <summary>y = x tanh(softplus(x)).</summary>
internal sealed class Mish : Nonlinearity
{
    public override bool HasGradientFromInput => true;

    public override bool WritesOverGradient => false;

    public override nint Apply(Aten aten, nint input, Activation activation) => aten.Mish(input);

    public override void ApplyInPlace(Aten aten, nint input, Activation activation) => aten.MishInPlace(input);

    public override nint Backward(Aten aten, nint gradient, nint input, Activation activation) => aten.MishBackward(gradient, input);

    public override bool HasGradient(Activation activation) => false;
}
