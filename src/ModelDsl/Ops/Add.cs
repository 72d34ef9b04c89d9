using ModelDsl.Differentiation;
using ModelDsl.Graphs;

namespace ModelDsl.Ops;

/// <summary>a + b, axes of size 1 stretched; also sums the gradients of a value that several layers use.</summary>
public sealed record Add : ElementwiseOp
{
    public override string Method => "Add";

    public override void Differentiate(GradientBuilder gradient)
    {
        Contribute(gradient, 0, gradient.OutputGradient(0));
        Contribute(gradient, 1, gradient.OutputGradient(0));
    }
}
