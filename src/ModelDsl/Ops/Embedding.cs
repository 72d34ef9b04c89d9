using ModelDsl.Differentiation;
using ModelDsl.Graphs;

namespace ModelDsl.Ops;

/// <summary>y = w[x]: tokens x [N, T], w [vocabulary, C] to [N, T, C].</summary>
public sealed record Embedding : Op
{
    public override string Method => "Embedding";

    public override IReadOnlyList<TensorType> Infer(IReadOnlyList<TensorType> inputs) =>
        [TensorType.Batch(Shape.Of([.. inputs[0].Shape.Sizes, inputs[1].Shape[1]]))];

    /// <summary>Tokens have no gradient.</summary>
    public override void Differentiate(GradientBuilder gradient) => gradient.Contribute(1, gradient.Add(
        new EmbeddingBackward(), gradient.OutputGradient(0), gradient.Input(0), gradient.Input(1)));

    public override IEnumerable<string> Arguments(OpCall call) => [call[0]];
}

/// <summary>Adds each step's gradient to its token's row. Inputs: gradient, x, w (for its size).</summary>
public sealed record EmbeddingBackward : BackwardOp
{
    private static readonly string[] Names = ["Weight"];

    public override string Method => "EmbeddingBackward";

    public override string[] OutputNames => Names;

    public override IReadOnlyList<TensorType> Infer(IReadOnlyList<TensorType> inputs) => [inputs[2]];

    public override IEnumerable<string> Arguments(OpCall call) => [call[0], call[1]];
}
