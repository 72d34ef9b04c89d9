using ModelDsl.Differentiation;

namespace ModelDsl.Ops;

/// <summary>a * b, element by element, axes of size 1 stretched.</summary>
public sealed record Multiply : ElementwiseOp
{
    public override string Method => "Multiply";

    public override void Differentiate(GradientBuilder gradient)
    {
        for (var i = 0; i < 2; i++)
        {
            if (gradient.Wants(i)) Contribute(gradient, i, gradient.Add(new Multiply(), gradient.OutputGradient(0), gradient.Input(1 - i)));
        }
    }
}
