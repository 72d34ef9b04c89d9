using ModelDsl.Differentiation;
using ModelDsl.Graphs;

namespace ModelDsl.Ops;

/// <summary>
/// Ioffe and Szegedy 2015 in training: y = activation(gamma * (x - mean) / sqrt(variance + epsilon) + beta) with the batch's own statistics, which
/// also move the running ones. Inputs: x, gamma, beta.
/// </summary>
public sealed record BatchNorm(double Momentum, double Epsilon, ActivationFunction? Activation = null) : Op, IActivationHost
{
    internal const double UsualMomentum = 0.1;
    internal const double UsualEpsilon = 1e-5;

    public override string Method => "BatchNorm";

    internal static readonly string[] Names = ["", "Mean", "InverseDeviation"];

    public override string[] OutputNames => Names;

    public Op With(ActivationFunction activation) => this with { Activation = activation };

    public override IReadOnlyList<TensorType> Infer(IReadOnlyList<TensorType> inputs) => [inputs[0], inputs[1], inputs[1]];

    public override bool TakesBlocks(Node node) => Layout.Allows(Activation, node.Inputs[0].Type);

    public override void Differentiate(GradientBuilder gradient) =>
        gradient.ContributeAll(gradient.AddNode(
            new BatchNormBackward(Epsilon), [gradient.OutputGradient(0), .. gradient.Inputs, gradient.Output(1), gradient.Output(2)]));

    public override IEnumerable<string> Arguments(OpCall call) =>
        new[] { call[0] }.Concat(Constants.Optional("momentum", Momentum, UsualMomentum))
            .Concat(Constants.Optional("epsilon", Epsilon, UsualEpsilon)).Concat(Constants.Optional(Activation));
}

/// <summary>The same at inference, with the running statistics.</summary>
public sealed record BatchNormInference(double Epsilon, ActivationFunction? Activation = null) : Op, IActivationHost
{
    public override string Method => "BatchNormInference";

    public Op With(ActivationFunction activation) => this with { Activation = activation };

    public override IReadOnlyList<TensorType> Infer(IReadOnlyList<TensorType> inputs) => Same(inputs);

    public override bool TakesBlocks(Node node) => Layout.Allows(Activation, node.Inputs[0].Type);

    public override void Differentiate(GradientBuilder gradient) =>
        throw new InvalidOperationException("Batch normalisation with running statistics stands in inference only.");

    public override IEnumerable<string> Arguments(OpCall call) =>
        new[] { call[0] }.Concat(Constants.Optional("epsilon", Epsilon, BatchNorm.UsualEpsilon)).Concat(Constants.Optional(Activation));
}

/// <summary>Inputs: gradient, x, gamma, beta, mean, inverse deviation, and the output where an activation is folded in.</summary>
public sealed record BatchNormBackward(double Epsilon, ActivationFunction? Activation = null) : BackwardOp, IActivationGradientHost
{
    public override string Method => "BatchNormBackward";

    /// <summary>The gradient is taken through the activation in its own place.</summary>
    public override InputReuse Reuse => Activation is null ? InputReuse.None : InputReuse.AsScratch;

    private static readonly string[] Names = ["Input", "Weight", "Bias"];

    public override string[] OutputNames => Names;

    public Op With(ActivationFunction activation) => this with { Activation = activation };

    public override IReadOnlyList<TensorType> Infer(IReadOnlyList<TensorType> inputs) => [inputs[1], inputs[2], inputs[3]];

    public override bool TakesBlocks(Node node) => Layout.Allows(Activation, node.Inputs[0].Type);

    public override IEnumerable<string> Arguments(OpCall call)
    {
        var operands = new List<string> { call[0], call[1], call[4], call[5] };
        if (Activation is not null) operands.Add(call[6]);
        return operands.Concat(Constants.Optional("epsilon", Epsilon, BatchNorm.UsualEpsilon)).Concat(Constants.Optional(Activation))
            .Concat(Constants.Optional("reuse", call.Reuse));
    }
}
