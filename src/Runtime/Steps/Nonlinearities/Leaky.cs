using ModelDsl.Runtime.Interop;

namespace ModelDsl.Runtime;

/// <summary>y = x where x &gt; 0, else slope · x; dx = dy where y &gt; 0, else slope · dy.</summary>
internal sealed class Leaky : Nonlinearity
{
    public override nint Apply(Aten aten, nint input, Activation activation) => aten.LeakyRelu(input, activation.First);

    public override void ApplyInPlace(Aten aten, nint input, Activation activation) => aten.LeakyReluInPlace(input, activation.First);

    public override nint Backward(Aten aten, nint gradient, nint output, Activation activation) =>
        aten.LeakyReluBackward(gradient, output, activation.First, selfIsResult: true);

    public override void BackwardInPlace(Aten aten, nint gradient, nint output, Activation activation) =>
        aten.LeakyReluBackwardOut(gradient, output, activation.First, selfIsResult: true, gradient);

    public override bool HasGradient(Activation activation) => activation.First >= 0;
}
