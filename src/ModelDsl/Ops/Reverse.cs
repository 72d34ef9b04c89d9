using ModelDsl.Differentiation;
using ModelDsl.Graphs;

namespace ModelDsl.Ops;

/// <summary>The steps of a sequence from the last to the first; its own gradient.</summary>
public sealed record Reverse : Op
{
    public override string Method => "Reverse";

    public override IReadOnlyList<TensorType> Infer(IReadOnlyList<TensorType> inputs) => Same(inputs);

    public override void Differentiate(GradientBuilder gradient) =>
        gradient.Contribute(0, gradient.Add(new Reverse(), gradient.OutputGradient(0)));

    public override IEnumerable<string> Arguments(OpCall call) => [call[0]];
}
