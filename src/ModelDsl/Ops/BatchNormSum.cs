using ModelDsl.Differentiation;
using ModelDsl.Graphs;

namespace ModelDsl.Ops;

/// <summary>
/// The end of a residual block (He et al. 2016) in training: y = activation(bn(x) + s), see <see cref="BatchNorm"/>. Inputs: x, gamma, beta, s. Put in by
/// <see cref="Optimisation.Fusion"/>, behind differentiation.
/// </summary>
public sealed record BatchNormSum(double Momentum, double Epsilon, ActivationFunction? Activation = null) : Op, IActivationHost
{
    public override string Method => "BatchNormSum";

    public override string[] OutputNames => BatchNorm.Names;

    public Op With(ActivationFunction activation) => this with { Activation = activation };

    public override IReadOnlyList<TensorType> Infer(IReadOnlyList<TensorType> inputs) => [inputs[0], inputs[1], inputs[1]];

    public override bool TakesBlocks(Node node) => Layout.Allows(Activation, node.Inputs[0].Type);

    public override void Differentiate(GradientBuilder gradient) => throw new InvalidOperationException("It is put in behind differentiation.");

    public override IEnumerable<string> Arguments(OpCall call) =>
        new[] { call[0], call[3] }.Concat(Constants.Optional("momentum", Momentum, BatchNorm.UsualMomentum))
            .Concat(Constants.Optional("epsilon", Epsilon, BatchNorm.UsualEpsilon)).Concat(Constants.Optional(Activation));
}

/// <summary>Through the activation to both: inputs gradient, x, gamma, beta, mean, inverse deviation, output; the last output is the gradient of s.</summary>
public sealed record BatchNormSumBackward(double Epsilon, ActivationFunction Activation) : BackwardOp
{
    private static readonly string[] Names = ["Input", "Weight", "Bias", "Sum"];

    public override string Method => "BatchNormSumBackward";

    /// <summary>The gradient is taken through the activation in its own place, where it stays: that of s.</summary>
    public override InputReuse Reuse => InputReuse.AsScratch;

    public override int InPlace => 3;

    public override string[] OutputNames => Names;

    public override IReadOnlyList<TensorType> Infer(IReadOnlyList<TensorType> inputs) => [inputs[1], inputs[2], inputs[3], inputs[0]];

    public override bool TakesBlocks(Node node) => Layout.Allows(Activation, node.Inputs[0].Type);

    public override IEnumerable<string> Arguments(OpCall call) =>
        new[] { call[0], call[1], call[4], call[5], call[6] }.Concat(Constants.Optional("epsilon", Epsilon, BatchNorm.UsualEpsilon))
            .Concat(Constants.Optional(Activation)).Concat(Constants.Optional("reuse", call.Reuse));
}
