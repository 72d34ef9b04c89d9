using ModelDsl.Differentiation;
using ModelDsl.Graphs;

namespace ModelDsl.Ops;

/// <summary>A part of each map, from a row and a column on.</summary>
public sealed record Crop(int Top, int Left, Size2 Size) : Op
{
    public override string Method => "Crop";

    public override IReadOnlyList<TensorType> Infer(IReadOnlyList<TensorType> inputs) =>
        [TensorType.Batch(Shape.Of(inputs[0].Shape.Channels, Size.Height, Size.Width))];

    public override void Differentiate(GradientBuilder gradient) =>
        gradient.Contribute(0, gradient.Add(new CropBackward(Top, Left, gradient.Input(0).Type.Shape), gradient.OutputGradient(0)));

    public override IEnumerable<string> Arguments(OpCall call) =>
        [call[0], $"top: {Constants.Of(Top)}", $"left: {Constants.Of(Left)}", $"size: {Constants.Of(Size)}"];
}

/// <summary>The gradient in its place, zeros around it.</summary>
public sealed record CropBackward(int Top, int Left, Shape InputShape) : BackwardOp
{
    public override string Method => "CropBackward";

    public override IReadOnlyList<TensorType> Infer(IReadOnlyList<TensorType> inputs) => [TensorType.Batch(InputShape)];

    public override IEnumerable<string> Arguments(OpCall call) =>
    [
        call[0], $"top: {Constants.Of(Top)}", $"left: {Constants.Of(Left)}", $"height: {Constants.Of(InputShape.Height)}",
        $"width: {Constants.Of(InputShape.Width)}",
    ];
}
