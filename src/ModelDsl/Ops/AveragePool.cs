using ModelDsl.Differentiation;
using ModelDsl.Graphs;

namespace ModelDsl.Ops;

/// <summary>The mean of each window; padding counts as zeros, or not at all.</summary>
public sealed record AveragePool(PoolWindow Window, Shape OutputShape, bool ExcludePad = false) : Op
{
    public override string Method => "AveragePool";

    public override IReadOnlyList<TensorType> Infer(IReadOnlyList<TensorType> inputs) => [TensorType.Batch(OutputShape)];

    public override bool TakesBlocks(Node node) => true;

    public override void Differentiate(GradientBuilder gradient) =>
        gradient.Contribute(0, gradient.Add(new AveragePoolBackward(Window, gradient.Input(0).Type.Shape, ExcludePad), gradient.OutputGradient(0)));

    public override IEnumerable<string> Arguments(OpCall call) => new[] { call[0] }.Concat(Window.Arguments()).Concat(Constants.Optional("excludePad", ExcludePad));
}

/// <summary>Spreads each window's gradient over it; x itself is not needed.</summary>
public sealed record AveragePoolBackward(PoolWindow Window, Shape InputShape, bool ExcludePad) : BackwardOp
{
    public override string Method => "AveragePoolBackward";

    public override IReadOnlyList<TensorType> Infer(IReadOnlyList<TensorType> inputs) => [TensorType.Batch(InputShape)];

    public override bool TakesBlocks(Node node) => true;

    public override IEnumerable<string> Arguments(OpCall call) =>
        new[] { call[0], $"height: {Constants.Of(InputShape.Height)}", $"width: {Constants.Of(InputShape.Width)}" }.Concat(Window.Arguments())
            .Concat(Constants.Optional("excludePad", ExcludePad));
}
