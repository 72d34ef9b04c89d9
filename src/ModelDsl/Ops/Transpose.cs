using ModelDsl.Differentiation;
using ModelDsl.Graphs;

namespace ModelDsl.Ops;

/// <summary>The two axes of an example swapped: [N, T, C] to [N, C, T]; its own gradient.</summary>
public sealed record Transpose : Op
{
    public override string Method => "Transpose";

    public override bool IsView => true;

    public override IReadOnlyList<TensorType> Infer(IReadOnlyList<TensorType> inputs) =>
        [TensorType.Batch(Shape.Of(inputs[0].Shape[1], inputs[0].Shape[0]))];

    public override void Differentiate(GradientBuilder gradient) =>
        gradient.Contribute(0, gradient.Add(new Transpose(), gradient.OutputGradient(0)));

    public override IEnumerable<string> Arguments(OpCall call) => [call[0]];
}
