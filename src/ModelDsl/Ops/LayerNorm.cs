using ModelDsl.Differentiation;
using ModelDsl.Graphs;

namespace ModelDsl.Ops;

/// <summary>
/// Ba et al. 2016: y = activation(gamma * (x - mean) / sqrt(variance + epsilon) + beta) with the statistics of each example's last axes, those of
/// <paramref name="Features"/>. Inputs: x, gamma, beta. In training it also gives the statistics.
/// </summary>
public sealed record LayerNorm(Shape Features, double Epsilon, bool Training, ActivationFunction? Activation = null) : Op, IActivationHost
{
    internal const double UsualEpsilon = 1e-5;

    internal static readonly string[] Names = ["", "Mean", "InverseDeviation"];

    public override string Method => Training ? "LayerNorm" : "LayerNormInference";

    public override string[] OutputNames => Training ? Names : base.OutputNames;

    public Op With(ActivationFunction activation) => this with { Activation = activation };

    public override IReadOnlyList<TensorType> Infer(IReadOnlyList<TensorType> inputs)
    {
        if (!Training) return Same(inputs);
        var statistic = TensorType.Batch(Shape.Of(inputs[0].Shape.Rank == Features.Rank ? 1 : inputs[0].Shape[0]));
        return [inputs[0], statistic, statistic];
    }

    public override void Differentiate(GradientBuilder gradient) =>
        gradient.ContributeAll(gradient.AddNode(
            new LayerNormBackward(), [gradient.OutputGradient(0), .. gradient.Inputs, gradient.Output(1), gradient.Output(2)]));

    public override IEnumerable<string> Arguments(OpCall call) =>
        new[] { call[0] }.Concat(Constants.Optional("epsilon", Epsilon, UsualEpsilon)).Concat(Constants.Optional(Activation));
}

/// <summary>Inputs: gradient, x, gamma, beta, mean, inverse deviation, and the output where an activation is folded in.</summary>
public sealed record LayerNormBackward(ActivationFunction? Activation = null) : BackwardOp, IActivationGradientHost
{
    internal static readonly string[] Names = ["Input", "Weight", "Bias"];

    public override string Method => "LayerNormBackward";

    /// <summary>The gradient is taken through the activation in its own place.</summary>
    public override InputReuse Reuse => Activation is null ? InputReuse.None : InputReuse.AsScratch;

    public override string[] OutputNames => Names;

    public Op With(ActivationFunction activation) => this with { Activation = activation };

    public override IReadOnlyList<TensorType> Infer(IReadOnlyList<TensorType> inputs) => [inputs[1], inputs[2], inputs[3]];

    public override IEnumerable<string> Arguments(OpCall call)
    {
        var operands = new List<string> { call[0], call[1], call[4], call[5] };
        if (Activation is not null) operands.Add(call[6]);
        return operands.Concat(Constants.Optional(Activation)).Concat(Constants.Optional("reuse", call.Reuse));
    }
}
