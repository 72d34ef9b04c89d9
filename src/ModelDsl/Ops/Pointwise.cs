using ModelDsl.Differentiation;
using ModelDsl.Graphs;

namespace ModelDsl.Ops;

/// <summary>A function of each element, without constants.</summary>
public abstract record PointwiseOp : Op
{
    public override IReadOnlyList<TensorType> Infer(IReadOnlyList<TensorType> inputs) => Same(inputs);

    public override bool TakesBlocks(Node node) => Layout.FillsBlocks(node.Inputs[0].Type);

    public override IEnumerable<string> Arguments(OpCall call) => [call[0]];
}

/// <summary>|x|, whose slope at 0 is taken as 0.</summary>
public sealed record Abs : PointwiseOp
{
    public override string Method => "Abs";

    public override void Differentiate(GradientBuilder gradient) =>
        gradient.Contribute(0, gradient.Add(new Multiply(), gradient.Add(new Sign(), gradient.Input(0)), gradient.OutputGradient(0)));
}

/// <summary>-1, 0 or 1.</summary>
public sealed record Sign : PointwiseOp
{
    public override string Method => "Sign";

    public override void Differentiate(GradientBuilder gradient)
    {
    }
}

/// <summary>x².</summary>
public sealed record Square : PointwiseOp
{
    public override string Method => "Square";

    public override void Differentiate(GradientBuilder gradient) =>
        gradient.Contribute(0, gradient.Add(new Scale(2), gradient.Add(new Multiply(), gradient.OutputGradient(0), gradient.Input(0))));
}

/// <summary>e^x.</summary>
public sealed record Exp : PointwiseOp
{
    public override string Method => "Exp";

    public override void Differentiate(GradientBuilder gradient) =>
        gradient.Contribute(0, gradient.Add(new Multiply(), gradient.OutputGradient(0), gradient.Output(0)));
}
