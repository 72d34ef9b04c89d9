using ModelDsl.Differentiation;
using ModelDsl.Graphs;

namespace ModelDsl.Ops;

/// <summary>Krizhevsky et al. 2012, section 3.3: y = x * (k + alpha * sum of x² over `size` neighbouring channels)^-beta.</summary>
public sealed record LocalResponseNorm(int Size, double Alpha, double Beta, double K) : Op
{
    public override string Method => "LocalResponseNorm";

    public override IReadOnlyList<TensorType> Infer(IReadOnlyList<TensorType> inputs) => Same(inputs);

    public override bool TakesBlocks(Node node) => IsOfBlocks;

    /// <summary>Of the papers' exponent, two square roots; and what fills the last block stays 0.</summary>
    private bool IsOfBlocks => Beta == 0.75 && K > 0;

    public override void Differentiate(GradientBuilder gradient) =>
        gradient.Contribute(0, gradient.Add(new LocalResponseNormBackward(this), gradient.OutputGradient(0), gradient.Input(0)));

    public override IEnumerable<string> Arguments(OpCall call) => new[] { call[0] }.Concat(Constants());

    internal IEnumerable<string> Constants() =>
        [$"size: {Ops.Constants.Of(Size)}", $"alpha: {Ops.Constants.Of(Alpha)}", $"beta: {Ops.Constants.Of(Beta)}", $"k: {Ops.Constants.Of(K)}"];
}

/// <summary>Its gradient; the scale is made anew, for that is less than to keep it. Inputs: gradient, x.</summary>
public sealed record LocalResponseNormBackward(LocalResponseNorm Norm) : BackwardOp
{
    public override string Method => "LocalResponseNormBackward";

    public override IReadOnlyList<TensorType> Infer(IReadOnlyList<TensorType> inputs) => [inputs[1]];

    public override bool TakesBlocks(Node node) => Norm.TakesBlocks(node);

    public override IEnumerable<string> Arguments(OpCall call) => new[] { call[0], call[1] }.Concat(Norm.Constants());
}
