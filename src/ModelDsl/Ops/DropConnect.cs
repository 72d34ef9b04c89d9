using ModelDsl.Differentiation;
using ModelDsl.Graphs;

namespace ModelDsl.Ops;

/// <summary>
/// Wan et al. 2013: as <see cref="Linear"/> with each weight kept with probability 1 - p and scaled by 1 / (1 - p). Also gives what it kept.
/// </summary>
public sealed record DropConnect(int Width, double Probability, ActivationFunction? Activation = null) : Op, IActivationHost
{
    private static readonly string[] Names = ["", "Mask"];

    public override string Method => "DropConnect";

    public override string[] OutputNames => Names;

    public Op With(ActivationFunction activation) => this with { Activation = activation };

    public override IReadOnlyList<TensorType> Infer(IReadOnlyList<TensorType> inputs) =>
        [TensorType.Batch(Shape.Of(Width)), inputs[1] with { Element = Element.Mask }];

    public override void Differentiate(GradientBuilder gradient) =>
        gradient.ContributeAll(gradient.AddNode(new DropConnectBackward(), [gradient.OutputGradient(0), gradient.Output(1), .. gradient.Inputs]));

    public override IEnumerable<string> Arguments(OpCall call) =>
        new[] { call[0], $"probability: {Constants.Of(Probability)}" }.Concat(Constants.Optional(Activation));
}

/// <summary>The gradients of input, weight and bias. Inputs: gradient, mask, x, w, b where there is one, and the output where an activation is folded in.</summary>
public sealed record DropConnectBackward(ActivationFunction? Activation = null) : BackwardOp, IActivationGradientHost
{
    private static readonly string[] Names = ["Input", "Weight", "Bias"];

    public override string Method => "DropConnectBackward";

    /// <summary>The gradient is taken through the activation in its own place.</summary>
    public override InputReuse Reuse => Activation is null ? InputReuse.None : InputReuse.AsScratch;

    public override string[] OutputNames => Names;

    public Op With(ActivationFunction activation) => this with { Activation = activation };

    public override IReadOnlyList<TensorType> Infer(IReadOnlyList<TensorType> inputs) => LinearBackward.GradientTypes(inputs.Skip(1).ToArray(), Activation);

    public override IEnumerable<string> Arguments(OpCall call)
    {
        var operands = new List<string> { call[0], call[2], call[1] };
        if (Activation is not null) operands.Add(call[call.InputCount - 1]);
        return operands.Concat(Constants.Optional(Activation)).Concat(Constants.Optional("inputGradient", call.Uses(0), usual: true))
            .Concat(Constants.Optional("reuse", call.Reuse));
    }
}
