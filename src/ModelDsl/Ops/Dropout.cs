using ModelDsl.Differentiation;
using ModelDsl.Graphs;

namespace ModelDsl.Ops;

/// <summary>Srivastava et al. 2014, inverted: keeps each value with probability 1 - p and scales it by 1 / (1 - p). Also gives what it kept.</summary>
public sealed record Dropout(double Probability) : Op
{
    public override string Method => "Dropout";

    private static readonly string[] Names = ["", "Mask"];

    public override string[] OutputNames => Names;

    public override IReadOnlyList<TensorType> Infer(IReadOnlyList<TensorType> inputs) =>
        [inputs[0], inputs[0] with { Element = Element.Mask }];

    public override void Differentiate(GradientBuilder gradient) =>
        gradient.Contribute(0, gradient.Add(new DropoutBackward(Probability), gradient.OutputGradient(0), gradient.Output(1)));

    public override IEnumerable<string> Arguments(OpCall call) => [call[0], $"probability: {Constants.Of(Probability)}"];
}

/// <summary>Inputs: gradient, mask.</summary>
public sealed record DropoutBackward(double Probability) : BackwardOp
{
    public override string Method => "DropoutBackward";

    public override IReadOnlyList<TensorType> Infer(IReadOnlyList<TensorType> inputs) => Same(inputs);

    public override IEnumerable<string> Arguments(OpCall call) => [call[0], call[1], $"probability: {Constants.Of(Probability)}"];
}
