using ModelDsl.Differentiation;
using ModelDsl.Graphs;

namespace ModelDsl.Ops;

/// <summary>A map of another size: each value from the nearest of the input, or bilinear between its four, with corners aligned or not.</summary>
public sealed record Upsample(Shape OutputShape, bool Bilinear, bool Align) : Op
{
    public override string Method => "Upsample";

    public override IReadOnlyList<TensorType> Infer(IReadOnlyList<TensorType> inputs) => [TensorType.Batch(OutputShape)];

    public override void Differentiate(GradientBuilder gradient)
    {
        var shape = gradient.Input(0).Type.Shape;
        gradient.Contribute(0, gradient.Add(new UpsampleBackward(shape, Bilinear, Align), gradient.OutputGradient(0)));
    }

    public override IEnumerable<string> Arguments(OpCall call) => SizedArguments(call, OutputShape, Bilinear, Align);

    internal static IEnumerable<string> SizedArguments(OpCall call, Shape shape, bool bilinear, bool align) =>
        new[] { call[0], $"height: {Constants.Of(shape.Height)}", $"width: {Constants.Of(shape.Width)}" }
            .Concat(Constants.Optional("bilinear", bilinear)).Concat(Constants.Optional("align", align));
}

/// <summary>Gives each value of the input the sum of what came of it.</summary>
public sealed record UpsampleBackward(Shape InputShape, bool Bilinear, bool Align) : BackwardOp
{
    public override string Method => "UpsampleBackward";

    public override IReadOnlyList<TensorType> Infer(IReadOnlyList<TensorType> inputs) => [TensorType.Batch(InputShape)];

    public override IEnumerable<string> Arguments(OpCall call) => Upsample.SizedArguments(call, InputShape, Bilinear, Align);
}
