using ModelDsl.Differentiation;
using ModelDsl.Graphs;

namespace ModelDsl.Ops;

/// <summary>The sum over the axes that the shape has at size 1, which stay: also what comes back through a stretched axis.</summary>
public sealed record SumTo(Shape Shape) : Op
{
    public override string Method => "SumTo";

    public override IReadOnlyList<TensorType> Infer(IReadOnlyList<TensorType> inputs) => [inputs[0] with { Shape = Shape }];

    public override void Differentiate(GradientBuilder gradient) =>
        gradient.Contribute(0, gradient.Add(new ExpandTo(gradient.Input(0).Type.Shape), gradient.OutputGradient(0)));

    public override IEnumerable<string> Arguments(OpCall call) => new[] { call[0] }.Concat(Shape.Sizes.Select(Constants.Of));

    public override string Describe(Node node) => $"{Method}({node.Inputs[0].Name}, {Shape})";
}

/// <summary>The way back: axes of size 1 stretched to the shape.</summary>
public sealed record ExpandTo(Shape Shape) : Op
{
    public override string Method => "ExpandTo";

    public override IReadOnlyList<TensorType> Infer(IReadOnlyList<TensorType> inputs) => [inputs[0] with { Shape = Shape }];

    public override void Differentiate(GradientBuilder gradient) =>
        gradient.Contribute(0, gradient.Add(new SumTo(gradient.Input(0).Type.Shape), gradient.OutputGradient(0)));

    public override IEnumerable<string> Arguments(OpCall call) => new[] { call[0] }.Concat(Shape.Sizes.Select(Constants.Of));

    public override string Describe(Node node) => $"{Method}({node.Inputs[0].Name}, {Shape})";
}
