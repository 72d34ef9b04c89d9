using ModelDsl.Differentiation;
using ModelDsl.Graphs;

namespace ModelDsl.Ops;

/// <summary>Goodfellow et al. 2013: the largest of every so many neighbours, [N, width * pieces] to [N, width]. Also gives which of them.</summary>
public sealed record Maxout(int Pieces) : Op
{
    private static readonly string[] Names = ["", "Indices"];

    public override string Method => "Maxout";

    public override string[] OutputNames => Names;

    public override IReadOnlyList<TensorType> Infer(IReadOnlyList<TensorType> inputs)
    {
        var output = Shape.Of(inputs[0].Shape[0] / Pieces);
        return [TensorType.Batch(output), new(Element.Index, output, PerExample: true)];
    }

    public override void Differentiate(GradientBuilder gradient) =>
        gradient.Contribute(0, gradient.Add(new MaxoutBackward(Pieces), gradient.OutputGradient(0), gradient.Output(1)));

    public override IEnumerable<string> Arguments(OpCall call) => [call[0], $"pieces: {Constants.Of(Pieces)}"];
}

/// <summary>Gives each gradient to the piece that was largest. Inputs: gradient, indices.</summary>
public sealed record MaxoutBackward(int Pieces) : BackwardOp
{
    public override string Method => "MaxoutBackward";

    public override IReadOnlyList<TensorType> Infer(IReadOnlyList<TensorType> inputs) => [TensorType.Batch(Shape.Of(inputs[0].Shape[0] * Pieces))];

    public override IEnumerable<string> Arguments(OpCall call) => [call[0], call[1], $"pieces: {Constants.Of(Pieces)}"];
}
