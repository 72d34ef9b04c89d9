using ModelDsl.Runtime.Interop;

namespace ModelDsl.Runtime;

/// <summary>y = x where x &gt; 0, else α (e^x - 1); dx = dy where y &gt; 0, else dy (y + α).</summary>
internal sealed class Elu : Nonlinearity
{
    public override nint Apply(Aten aten, nint input, Activation activation) => aten.Elu(input, activation.First);

    public override void ApplyInPlace(Aten aten, nint input, Activation activation) => aten.EluInPlace(input, activation.First);

    public override nint Backward(Aten aten, nint gradient, nint output, Activation activation) =>
        aten.EluBackward(gradient, activation.First, 1, 1, isResult: true, output);

    public override void BackwardInPlace(Aten aten, nint gradient, nint output, Activation activation) =>
        aten.EluBackwardOut(gradient, activation.First, 1, 1, isResult: true, output, gradient);

    public override bool HasGradient(Activation activation) => activation.First >= 0;
}
