using ModelDsl.Differentiation;
using ModelDsl.Graphs;

namespace ModelDsl.Ops;

/// <summary>x over its Euclidean length along an axis of an example. Also gives that length.</summary>
public sealed record UnitLength(int Axis) : Op
{
    private static readonly string[] Names = ["", "Length"];

    public override string Method => "UnitLength";

    public override string[] OutputNames => Names;

    public override IReadOnlyList<TensorType> Infer(IReadOnlyList<TensorType> inputs)
    {
        var sizes = inputs[0].Shape.Sizes.ToArray();
        sizes[Axis] = 1;
        return [inputs[0], TensorType.Batch(Shape.Of(sizes))];
    }

    public override void Differentiate(GradientBuilder gradient) =>
        gradient.Contribute(0, gradient.Add(new UnitLengthBackward(Axis), gradient.OutputGradient(0), gradient.Output(0), gradient.Output(1)));

    // Axes are counted in the tensor, whose first is the batch.
    public override IEnumerable<string> Arguments(OpCall call) => [call[0], $"axis: {Constants.Of(Axis + 1)}"];
}

/// <summary>Inputs: gradient, y, length.</summary>
public sealed record UnitLengthBackward(int Axis) : BackwardOp
{
    public override string Method => "UnitLengthBackward";

    public override IReadOnlyList<TensorType> Infer(IReadOnlyList<TensorType> inputs) => Same(inputs);

    public override IEnumerable<string> Arguments(OpCall call) => [call[0], call[1], call[2], $"axis: {Constants.Of(Axis + 1)}"];
}
