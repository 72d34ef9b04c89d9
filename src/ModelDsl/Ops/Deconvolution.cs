using ModelDsl.Differentiation;
using ModelDsl.Graphs;

namespace ModelDsl.Ops;

/// <summary>A convolution's backward pass as a forward one, then the activation: x [N, C, H, W], w [C, O/groups, kh, kw], b [O] or none.</summary>
public sealed record Deconvolution(Window Window, Size2 OutputPad, Shape OutputShape, ActivationFunction? Activation = null) : Op, IActivationHost
{
    // Beyond these oneDNN has only reference code, in one direction or other, which takes seconds.
    private const int LargestKernel = 7;
    private const int LargestStride = 4;

    public override string Method => "Deconvolution";

    public Op With(ActivationFunction activation) => this with { Activation = activation };

    public override IReadOnlyList<TensorType> Infer(IReadOnlyList<TensorType> inputs) => [TensorType.Batch(OutputShape)];

    public override bool TakesBlocks(Node node) => TakesBlocks(Window, Activation, node.Inputs[0].Type, node.Inputs[1].Type, node.Outputs[0].Type);

    /// <summary>Of a feature map in blocks, each group whole blocks or one channel. The result may be a plain map of few channels.</summary>
    internal static bool TakesBlocks(Window window, ActivationFunction? activation, TensorType input, TensorType kernel, TensorType output)
    {
        if (!Layout.IsBlocked(input) || (Layout.IsBlocked(output) && !Layout.Allows(activation, output))) return false;
        if (!IsFast(window.Stride.Height, window.Padding.Height, kernel.Shape.Sizes[2]) || !IsFast(window.Stride.Width, window.Padding.Width, kernel.Shape.Sizes[3])) return false;
        return window.Groups == 1 || window.TakesBlocks(output, kernel, input);
    }

    private static bool IsFast(int stride, int padding, int kernel) => kernel <= LargestKernel && stride <= LargestStride && 2 * padding <= kernel;

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

    public override bool TakesBlocks(Node node) =>
        Deconvolution.TakesBlocks(Window, Activation, node.Inputs[1].Type, node.Inputs[2].Type, node.Inputs[0].Type);

    public override IEnumerable<string> Arguments(OpCall call) =>
        LinearBackward.Operands(call, Activation).Concat(Window.Arguments()).Concat(Constants.Optional("outputPad", OutputPad, Size2.Zero))
            .Concat(Constants.Optional(Activation)).Concat(Constants.Optional("inputGradient", call.Uses(0), usual: true))
            .Concat(Constants.Optional("packed", TakesBlocks(call.Node) && LinearBackward.OnlyLearns(call.Node))).Concat(Constants.Optional("reuse", call.Reuse));
}
