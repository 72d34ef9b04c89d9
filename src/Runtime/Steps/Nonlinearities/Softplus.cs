using ModelDsl.Runtime.Interop;

namespace ModelDsl.Runtime;

/// <summary>y = log(1 + e^βx) / β, and x where βx &gt; 20.</summary>
internal sealed class Softplus : Nonlinearity
{
    public override bool HasGradientFromInput => true;

    public override nint Apply(Aten aten, nint input, Activation activation) => aten.Softplus(input, activation.First);

    public override void ApplyInPlace(Aten aten, nint input, Activation activation) => aten.SoftplusOut(input, activation.First, input);

    public override nint Backward(Aten aten, nint gradient, nint input, Activation activation) => aten.SoftplusBackward(gradient, input, activation.First);

    public override void BackwardInPlace(Aten aten, nint gradient, nint input, Activation activation) =>
        aten.SoftplusBackwardOut(gradient, input, activation.First, gradient);

    public override bool HasGradient(Activation activation) => false;
}
