using ModelDsl.Runtime.Interop;

namespace ModelDsl.Runtime;

/// <summary>y = x where x &gt; threshold, else value; dx = dy where y &gt; threshold.</summary>
internal sealed class Threshold : Nonlinearity
{
    public override nint Apply(Aten aten, nint input, Activation activation) => aten.Threshold(input, activation.First, activation.Second);

    public override void ApplyInPlace(Aten aten, nint input, Activation activation) =>
        aten.ThresholdInPlace(input, activation.First, activation.Second);

    public override nint Backward(Aten aten, nint gradient, nint output, Activation activation) =>
        aten.ThresholdBackward(gradient, output, activation.First);

    public override void BackwardInPlace(Aten aten, nint gradient, nint output, Activation activation) =>
        aten.ThresholdBackwardOut(gradient, output, activation.First, gradient);

    public override bool HasGradientFromInput => true;

    // A replacement above the threshold looks like a value that passed.
    public override bool HasGradient(Activation activation) => activation.Second <= activation.First;
}
