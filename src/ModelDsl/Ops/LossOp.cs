using ModelDsl.Differentiation;
using ModelDsl.Graphs;

namespace ModelDsl.Ops;

/// <summary>
/// A loss fused with its gradient. Outputs: the loss, one number, and the gradients of its first inputs, one each. It ends a training pass, so the
/// gradient that reaches it is always one. Inputs that have no gradient among the outputs come last: labels, wanted values.
/// </summary>
public abstract record LossOp : Op
{
    private static readonly string[] Names = ["Loss", "Gradient"];

    /// <summary>What loss and gradients are multiplied by.</summary>
    public double Weight { get; init; } = 1;

    public override string[] OutputNames => Names;

    public override IReadOnlyList<TensorType> Infer(IReadOnlyList<TensorType> inputs) =>
        [TensorType.Shared(Shape.Scalar), .. inputs.Take(OutputNames.Length - 1)];

    public override void Differentiate(GradientBuilder gradient)
    {
        for (var i = 1; i < OutputNames.Length; i++) gradient.Contribute(i - 1, gradient.Output(i));
    }

    public override IEnumerable<string> Arguments(OpCall call) => Operands(call).Concat(Constants.Optional("weight", Weight, 1));

    /// <summary>Its inputs, and constants of its own.</summary>
    protected virtual IEnumerable<string> Operands(OpCall call) => Enumerable.Range(0, call.InputCount).Select(i => call[i]);
}

/// <summary>A loss of the difference of two values; where the second is the model's own it has the opposite gradient.</summary>
public abstract record DifferenceLossOp : LossOp
{
    public override void Differentiate(GradientBuilder gradient)
    {
        base.Differentiate(gradient);
        if (gradient.Wants(1)) gradient.Contribute(1, gradient.Add(new Scale(-1), gradient.Output(1)));
    }
}

/// <summary>Several losses to one number. Not differentiated: each of them begins its own way back.</summary>
public sealed record SumOfLosses : Op
{
    public override string Method => "SumOfLosses";

    public override IReadOnlyList<TensorType> Infer(IReadOnlyList<TensorType> inputs) => Same(inputs);

    public override void Differentiate(GradientBuilder gradient)
    {
    }

    public override IEnumerable<string> Arguments(OpCall call) => Enumerable.Range(0, call.InputCount).Select(i => call[i]);
}
