using ModelDsl.Differentiation;
using ModelDsl.Graphs;

namespace ModelDsl.Ops;

/// <summary>
/// Wu and He 2018: as <see cref="LayerNorm"/> over each of so many groups of channels, with gamma and beta for each channel; with a group for each
/// channel it is instance normalisation. Inputs: x, and gamma and beta where it has them. In training it also gives the statistics.
/// </summary>
public sealed record GroupNorm(int Groups, double Epsilon, bool Training, ActivationFunction? Activation = null) : Op, IActivationHost
{
    public override string Method => Training ? "GroupNorm" : "GroupNormInference";

    public override string[] OutputNames => Training ? LayerNorm.Names : base.OutputNames;

    public Op With(ActivationFunction activation) => this with { Activation = activation };

    public override IReadOnlyList<TensorType> Infer(IReadOnlyList<TensorType> inputs)
    {
        var statistic = TensorType.Batch(Shape.Of(Groups));
        return Training ? [inputs[0], statistic, statistic] : Same(inputs);
    }

    public override void Differentiate(GradientBuilder gradient) =>
        gradient.ContributeAll(gradient.AddNode(
            new GroupNormBackward(Groups, Affine: gradient.Inputs.Count > 1), [gradient.OutputGradient(0), gradient.Output(1), gradient.Output(2), .. gradient.Inputs]));

    public override IEnumerable<string> Arguments(OpCall call) =>
        new[] { call[0], $"groups: {Constants.Of(Groups)}" }.Concat(Constants.Optional("epsilon", Epsilon, LayerNorm.UsualEpsilon))
            .Concat(Constants.Optional(Activation));
}

/// <summary>Inputs: gradient, mean, inverse deviation, x, gamma and beta where there are any, and the output where an activation is folded in.</summary>
public sealed record GroupNormBackward(int Groups, bool Affine, ActivationFunction? Activation = null) : BackwardOp, IActivationGradientHost
{
    private static readonly string[] OnlyInput = ["Input"];

    public override string Method => "GroupNormBackward";

    /// <summary>The gradient is taken through the activation in its own place.</summary>
    public override InputReuse Reuse => Activation is null ? InputReuse.None : InputReuse.AsScratch;

    public override string[] OutputNames => Affine ? LayerNormBackward.Names : OnlyInput;

    public Op With(ActivationFunction activation) => this with { Activation = activation };

    public override IReadOnlyList<TensorType> Infer(IReadOnlyList<TensorType> inputs) =>
        Affine ? [inputs[3], inputs[4], inputs[5]] : [inputs[3]];

    public override IEnumerable<string> Arguments(OpCall call)
    {
        var operands = new List<string> { call[0], call[3], call[1], call[2] };
        if (Activation is not null) operands.Add(call[call.InputCount - 1]);
        return operands.Append($"groups: {Constants.Of(Groups)}").Concat(Constants.Optional(Activation)).Concat(Constants.Optional("reuse", call.Reuse));
    }
}
