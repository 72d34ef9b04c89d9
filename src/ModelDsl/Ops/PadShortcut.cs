using ModelDsl.Differentiation;
using ModelDsl.Graphs;

namespace ModelDsl.Ops;

/// <summary>
/// He et al. 2015, option A: a residual's shortcut without parameters. Every stride-th row and column, then channels of zeros up to the number
/// wanted: [C, H, W] to [channels, ceil(H / stride), ceil(W / stride)].
/// </summary>
public sealed record PadShortcut(Size2 Stride, int Channels) : Op
{
    public override string Method => "PadShortcut";

    /// <summary>What it makes of a map.</summary>
    public Shape Output(Shape input) => Shape.Of(Channels, (input.Height - 1) / Stride.Height + 1, (input.Width - 1) / Stride.Width + 1);

    public override IReadOnlyList<TensorType> Infer(IReadOnlyList<TensorType> inputs) => [TensorType.Batch(Output(inputs[0].Shape))];

    public override void Differentiate(GradientBuilder gradient) =>
        gradient.Contribute(0, gradient.Add(new PadShortcutBackward(Stride, gradient.Input(0).Type.Shape), gradient.OutputGradient(0)));

    public override IEnumerable<string> Arguments(OpCall call) =>
        new[] { call[0], $"channels: {Constants.Of(Channels)}" }.Concat(Constants.Optional("stride", Stride, Size2.One));
}

/// <summary>The gradient of what was taken, zeros where nothing was.</summary>
public sealed record PadShortcutBackward(Size2 Stride, Shape InputShape) : BackwardOp
{
    public override string Method => "PadShortcutBackward";

    public override IReadOnlyList<TensorType> Infer(IReadOnlyList<TensorType> inputs) => [TensorType.Batch(InputShape)];

    public override IEnumerable<string> Arguments(OpCall call) =>
        new[]
        {
            call[0], $"channels: {Constants.Of(InputShape.Channels)}", $"height: {Constants.Of(InputShape.Height)}",
            $"width: {Constants.Of(InputShape.Width)}",
        }.Concat(Constants.Optional("stride", Stride, Size2.One));
}
