using ModelDsl.Differentiation;
using ModelDsl.Graphs;

namespace ModelDsl.Ops;

/// <summary>A constant times x.</summary>
public sealed record Scale(double Factor) : Op
{
    public override string Method => "Scale";

    public override InputReuse Reuse => InputReuse.ForOutput;

    public override IReadOnlyList<TensorType> Infer(IReadOnlyList<TensorType> inputs) => Same(inputs);

    public override bool TakesBlocks(Node node) => true;

    public override void Differentiate(GradientBuilder gradient) =>
        gradient.Contribute(0, gradient.Add(this, gradient.OutputGradient(0)));

    public override IEnumerable<string> Arguments(OpCall call) =>
        new[] { call[0], $"factor: {Constants.Of(Factor)}" }.Concat(Constants.Optional("reuse", call.Reuse));
}
