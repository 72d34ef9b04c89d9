using ModelDsl.Differentiation;
using ModelDsl.Graphs;

namespace ModelDsl.Ops;

/// <summary>A convolution's backward pass as a forward one, then the activation: x [N, C, H, W], w [C, O/groups, kh, kw], b [O] or none.</summary>
public sealed record Deconvolution(Window Window, Size2 OutputPad, Shape OutputShape, ActivationFunction? Activation = null) : Op, IActivationHost
{
    public override string Method => "Deconvolution";

    public Op With(ActivationFunction activation) => this with { Activation = activation };

    public override IReadOnlyList<TensorType> Infer(IReadOnlyList<TensorType> inputs) => [TensorType.Batch(OutputShape)];

    public override void Differentiate(GradientBuilder gradient) =>
        gradient.ContributeAll(gradient.AddNode(
            new DeconvolutionBackward(Window, OutputPad), [gradient.OutputGradient(0), .. gradient.Inputs]));

    public override IEnumerable<string> Arguments(OpCall call) =>
        new[] { call[0] }.Concat(Window.Arguments()).Concat(Constants.Optional("outputPad", OutputPad, Size2.Zero)).Concat(Constants.Optional(Activation));
}

/// <summary>The gradients of input, weight and bias. Inputs as those of <see cref="ConvolutionBackward"/>.</summary>
public sealed record DeconvolutionBackward(Window Window, Size2 OutputPad, ActivationFunction? Activation = null) : BackwardOp, IActivationGradientHost
{
    public override string Method => "DeconvolutionBackward";

    /// <summary>The gradient is taken through the activation in its own place.</summary>
    public override InputReuse Reuse => Activation is null ? InputReuse.None : InputReuse.AsScratch;

    private static readonly string[] Names = ["Input", "Weight", "Bias"];

    public override string[] OutputNames => Names;

    public Op With(ActivationFunction activation) => this with { Activation = activation };

    public override IReadOnlyList<TensorType> Infer(IReadOnlyList<TensorType> inputs) => LinearBackward.GradientTypes(inputs, Activation);

    public override IEnumerable<string> Arguments(OpCall call) =>
        LinearBackward.Operands(call, Activation).Concat(Window.Arguments()).Concat(Constants.Optional("outputPad", OutputPad, Size2.Zero))
            .Concat(Constants.Optional(Activation)).Concat(Constants.Optional("inputGradient", call.Uses(0), usual: true))
            .Concat(Constants.Optional("reuse", call.Reuse));
}
