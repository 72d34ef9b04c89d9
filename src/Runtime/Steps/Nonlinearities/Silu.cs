using ModelDsl.Runtime.Interop;

namespace ModelDsl.Runtime;

/// <summary>y = x σ(x).</summary>
internal sealed class Silu : Nonlinearity
{
    public override bool HasGradientFromInput => true;

    public override nint Apply(Aten aten, nint input, Activation activation) => aten.Silu(input);

    public override void ApplyInPlace(Aten aten, nint input, Activation activation) => aten.SiluInPlace(input);

    public override nint Backward(Aten aten, nint gradient, nint input, Activation activation) => aten.SiluBackward(gradient, input);

    public override void BackwardInPlace(Aten aten, nint gradient, nint input, Activation activation) =>
        aten.SiluBackwardOut(gradient, input, gradient);

    public override bool HasGradient(Activation activation) => false;
}
