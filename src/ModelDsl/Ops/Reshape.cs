using ModelDsl.Differentiation;
using ModelDsl.Graphs;

namespace ModelDsl.Ops;

/// <summary>The same numbers under another shape, <see cref="Shape.Rank"/> 1 being the flattening before a fully connected layer.</summary>
public sealed record Reshape(Shape Shape) : Op
{
    public override string Method => Shape.Rank == 1 ? "Flatten" : "Reshape";

    public override bool IsView => true;

    public override IReadOnlyList<TensorType> Infer(IReadOnlyList<TensorType> inputs) => [inputs[0] with { Shape = Shape }];

    public override void Differentiate(GradientBuilder gradient) =>
        gradient.Contribute(0, gradient.Add(new Reshape(gradient.Input(0).Type.Shape), gradient.OutputGradient(0)));

    public override IEnumerable<string> Arguments(OpCall call) =>
        new[] { call[0] }.Concat(Shape.Rank == 1 ? [] : Shape.Sizes.Select(Constants.Of));

    public override string Describe(Node node) => $"{Method}({node.Inputs[0].Name})";
}
