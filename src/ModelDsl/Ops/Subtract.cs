using ModelDsl.Differentiation;

namespace ModelDsl.Ops;

/// <summary>a - b, axes of size 1 stretched.</summary>
public sealed record Subtract : ElementwiseOp
{
    public override string Method => "Subtract";

    public override void Differentiate(GradientBuilder gradient)
    {
        Contribute(gradient, 0, gradient.OutputGradient(0));
        if (gradient.Wants(1)) Contribute(gradient, 1, gradient.Add(new Scale(-1), gradient.OutputGradient(0)));
    }
}
