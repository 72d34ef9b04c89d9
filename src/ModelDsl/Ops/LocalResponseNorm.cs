using ModelDsl.Differentiation;
using ModelDsl.Graphs;

namespace ModelDsl.Ops;

/// <summary>Krizhevsky et al. 2012, section 3.3: y = x * (k + alpha * sum of x² over `size` neighbouring channels)^-beta. Also gives the bracket.</summary>
public sealed record LocalResponseNorm(int Size, double Alpha, double Beta, double K) : Op
{
    public override string Method => "LocalResponseNorm";

    private static readonly string[] Names = ["", "Scale"];

    public override string[] OutputNames => Names;

    public override IReadOnlyList<TensorType> Infer(IReadOnlyList<TensorType> inputs) => [inputs[0], inputs[0]];

    public override void Differentiate(GradientBuilder gradient) =>
        gradient.Contribute(0, gradient.Add(
            new LocalResponseNormBackward(Size, Alpha, Beta), gradient.OutputGradient(0), gradient.Input(0), gradient.Output(0), gradient.Output(1)));

    public override IEnumerable<string> Arguments(OpCall call) =>
        [call[0], $"size: {Constants.Of(Size)}", $"alpha: {Constants.Of(Alpha)}", $"beta: {Constants.Of(Beta)}", $"k: {Constants.Of(K)}"];
}

/// <summary>Inputs: gradient, x, y, scale.</summary>
public sealed record LocalResponseNormBackward(int Size, double Alpha, double Beta) : BackwardOp
{
    public override string Method => "LocalResponseNormBackward";

    public override IReadOnlyList<TensorType> Infer(IReadOnlyList<TensorType> inputs) => [inputs[1]];

    public override IEnumerable<string> Arguments(OpCall call) =>
        [call[0], call[1], call[2], call[3], $"size: {Constants.Of(Size)}", $"alpha: {Constants.Of(Alpha)}", $"beta: {Constants.Of(Beta)}"];
}
