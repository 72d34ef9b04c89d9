using ModelDsl.Differentiation;
using ModelDsl.Graphs;

namespace ModelDsl.Ops;

/// <summary>The largest value of each window and, for a backward pass, where it stood.</summary>
public sealed record MaxPool(PoolWindow Window, Shape OutputShape, bool WithIndices) : Op
{
    public override string Method => WithIndices ? "MaxPoolWithIndices" : "MaxPool";

    public override string[] OutputNames => WithIndices ? WithIndicesNames : base.OutputNames;

    private static readonly string[] WithIndicesNames = ["", "Indices"];

    public override IReadOnlyList<TensorType> Infer(IReadOnlyList<TensorType> inputs) => WithIndices
        ? [TensorType.Batch(OutputShape), new(Element.Index, OutputShape, PerExample: true)]
        : [TensorType.Batch(OutputShape)];

    public override bool TakesBlocks(Node node) => true;

    public override void Differentiate(GradientBuilder gradient) =>
        gradient.Contribute(0, gradient.Add(
            new MaxPoolBackward(Window, gradient.Input(0).Type.Shape), gradient.OutputGradient(0), gradient.Output(1)));

    public override IEnumerable<string> Arguments(OpCall call) => new[] { call[0] }.Concat(Window.Arguments());
}

/// <summary>Sends each window's gradient to where its maximum stood. Inputs: gradient, indices; x itself is not needed.</summary>
public sealed record MaxPoolBackward(PoolWindow Window, Shape InputShape) : BackwardOp
{
    public override string Method => "MaxPoolBackward";

    public override IReadOnlyList<TensorType> Infer(IReadOnlyList<TensorType> inputs) => [TensorType.Batch(InputShape)];

    public override bool TakesBlocks(Node node) => true;

    public override IEnumerable<string> Arguments(OpCall call) =>
        new[] { call[0], call[1], $"height: {Constants.Of(InputShape.Height)}", $"width: {Constants.Of(InputShape.Width)}" }.Concat(Window.Arguments());
}
