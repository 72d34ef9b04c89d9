using ModelDsl.Differentiation;
using ModelDsl.Graphs;

namespace ModelDsl.Ops;

/// <summary>a + b; sums the gradients of a value that several layers use.</summary>
public sealed record Add : Op
{
    public override string Method => "Add";

    public override InputReuse Reuse => InputReuse.ForOutput;

    public override IReadOnlyList<TensorType> Infer(IReadOnlyList<TensorType> inputs) => Same(inputs);

    public override void Differentiate(GradientBuilder gradient)
    {
        gradient.Contribute(0, gradient.OutputGradient(0));
        gradient.Contribute(1, gradient.OutputGradient(0));
    }

    public override IEnumerable<string> Arguments(OpCall call) => new[] { call[0], call[1] }.Concat(Constants.Optional("reuse", call.Reuse));
}
