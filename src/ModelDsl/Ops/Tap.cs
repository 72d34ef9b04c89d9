using ModelDsl.Differentiation;
using ModelDsl.Graphs;

namespace ModelDsl.Ops;

/// <summary>The same value, which the runtime shows to who observes the pass.</summary>
public sealed record Tap : Op
{
    public override string Method => "Tap";

    public override bool MayShareMemory => true;

    public override IReadOnlyList<TensorType> Infer(IReadOnlyList<TensorType> inputs) => Same(inputs);

    public override bool TakesBlocks(Node node) => true;

    public override void Differentiate(GradientBuilder gradient) => gradient.Contribute(0, gradient.Add(new TapBackward(), gradient.OutputGradient(0)));

    public override IEnumerable<string> Arguments(OpCall call) => [call[0]];
}

/// <summary>Input: the gradient, which goes through unchanged.</summary>
public sealed record TapBackward : BackwardOp
{
    public override string Method => "TapBackward";

    public override bool MayShareMemory => true;

    public override IReadOnlyList<TensorType> Infer(IReadOnlyList<TensorType> inputs) => Same(inputs);

    public override bool TakesBlocks(Node node) => true;

    public override IEnumerable<string> Arguments(OpCall call) => [call[0]];
}
