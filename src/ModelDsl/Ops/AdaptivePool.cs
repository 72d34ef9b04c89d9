using ModelDsl.Differentiation;
using ModelDsl.Graphs;

namespace ModelDsl.Ops;

/// <summary>The mean of each of as many windows as the output has places: place i's begin at floor(i h / h') and end at ceil((i + 1) h / h').</summary>
public sealed record AdaptiveAveragePool(Shape OutputShape) : Op
{
    public override string Method => "AdaptiveAveragePool";

    public override IReadOnlyList<TensorType> Infer(IReadOnlyList<TensorType> inputs) => [TensorType.Batch(OutputShape)];

    public override void Differentiate(GradientBuilder gradient) =>
        gradient.Contribute(0, gradient.Add(new AdaptiveAveragePoolBackward(), gradient.OutputGradient(0), gradient.Input(0)));

    public override IEnumerable<string> Arguments(OpCall call) => SizedArguments(call, OutputShape);

    internal static IEnumerable<string> SizedArguments(OpCall call, Shape shape) =>
        [call[0], $"height: {Constants.Of(shape.Height)}", $"width: {Constants.Of(shape.Width)}"];
}

/// <summary>Spreads each window's gradient over it. Inputs: gradient, x (for its size).</summary>
public sealed record AdaptiveAveragePoolBackward : BackwardOp
{
    public override string Method => "AdaptiveAveragePoolBackward";

    public override IReadOnlyList<TensorType> Infer(IReadOnlyList<TensorType> inputs) => [inputs[1]];

    public override IEnumerable<string> Arguments(OpCall call) => [call[0], call[1]];
}

/// <summary>The largest value of each of those windows and, for a backward pass, where it stood.</summary>
public sealed record AdaptiveMaxPool(Shape OutputShape, bool WithIndices) : Op
{
    private static readonly string[] WithIndicesNames = ["", "Indices"];

    public override string Method => WithIndices ? "AdaptiveMaxPoolWithIndices" : "AdaptiveMaxPool";

    public override string[] OutputNames => WithIndices ? WithIndicesNames : base.OutputNames;

    public override IReadOnlyList<TensorType> Infer(IReadOnlyList<TensorType> inputs) => WithIndices
        ? [TensorType.Batch(OutputShape), new(Element.Index, OutputShape, PerExample: true)]
        : [TensorType.Batch(OutputShape)];

    public override void Differentiate(GradientBuilder gradient) =>
        gradient.Contribute(0, gradient.Add(new AdaptiveMaxPoolBackward(), gradient.OutputGradient(0), gradient.Input(0), gradient.Output(1)));

    public override IEnumerable<string> Arguments(OpCall call) => AdaptiveAveragePool.SizedArguments(call, OutputShape);
}

/// <summary>Sends each window's gradient to where its maximum stood. Inputs: gradient, x, indices.</summary>
public sealed record AdaptiveMaxPoolBackward : BackwardOp
{
    public override string Method => "AdaptiveMaxPoolBackward";

    public override IReadOnlyList<TensorType> Infer(IReadOnlyList<TensorType> inputs) => [inputs[1]];

    public override IEnumerable<string> Arguments(OpCall call) => [call[0], call[1], call[2]];
}
