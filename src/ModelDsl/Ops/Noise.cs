using ModelDsl.Differentiation;
using ModelDsl.Graphs;

namespace ModelDsl.Ops;

/// <summary>x plus a draw from the normal distribution for each value; the gradient goes through unchanged.</summary>
public sealed record Noise(double Deviation) : Op
{
    public override string Method => "Noise";

    public override IReadOnlyList<TensorType> Infer(IReadOnlyList<TensorType> inputs) => Same(inputs);

    public override void Differentiate(GradientBuilder gradient) => gradient.Contribute(0, gradient.OutputGradient(0));

    public override IEnumerable<string> Arguments(OpCall call) => [call[0], $"deviation: {Constants.Of(Deviation)}"];
}
