using ModelDsl.Runtime.Interop;

namespace ModelDsl.Runtime;

/// <summary>y = x Φ(x), Φ being the normal distribution.</summary>
internal sealed class Gelu : Nonlinearity
{
    public override bool HasGradientFromInput => true;

    public override bool WritesOverGradient => false;

    public override nint Apply(Aten aten, nint input, Activation activation) => aten.Gelu(input);

    public override void ApplyInPlace(Aten aten, nint input, Activation activation) => aten.GeluInPlace(input);

    public override nint Backward(Aten aten, nint gradient, nint input, Activation activation) => aten.GeluBackward(gradient, input);

    public override bool HasGradient(Activation activation) => false;
}
