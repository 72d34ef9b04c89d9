using ModelDsl.Runtime.Interop;

namespace ModelDsl.Runtime;

/// <summary>y = min(max(x + 3, 0), 6) / 6; dx = dy / 6 where 0 &lt; y &lt; 1.</summary>
internal sealed class HardSigmoid : Nonlinearity
{
    public override nint Apply(Aten aten, nint input, Activation activation) => aten.Hardsigmoid(input);

    public override void ApplyInPlace(Aten aten, nint input, Activation activation) => aten.HardsigmoidInPlace(input);

    public override nint Backward(Aten aten, nint gradient, nint output, Activation activation)
    {
        nint result = aten.HardtanhBackward(gradient, output, 0, 1);
        aten.MulScalarInPlace(result, 1.0 / 6);
        return result;
    }

    public override void BackwardInPlace(Aten aten, nint gradient, nint output, Activation activation)
    {
        aten.HardtanhBackwardOut(gradient, output, 0, 1, gradient);
        aten.MulScalarInPlace(gradient, 1.0 / 6);
    }
}
