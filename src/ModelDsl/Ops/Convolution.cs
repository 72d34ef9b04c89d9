using ModelDsl.Differentiation;
using ModelDsl.Graphs;

namespace ModelDsl.Ops;

/// <summary>The constants of a convolution over a window.</summary>
/// <param name="Stride">Its step.</param>
/// <param name="Padding">Zeros around the input.</param>
/// <param name="Dilation">The step between its elements.</param>
/// <param name="Groups">Of channels, each by itself.</param>
/// <param name="Exact">Without Winograd's algorithm.</param>
public sealed record Window(Size2 Stride, Size2 Padding, Size2 Dilation, int Groups, bool Exact = false)
{
    internal IEnumerable<string> Arguments() =>
        Constants.Optional("stride", Stride, Size2.One)
            .Concat(Constants.Optional("pad", Padding, Size2.Zero))
            .Concat(Constants.Optional("dilation", Dilation, Size2.One))
            .Concat(Constants.Optional("groups", Groups, 1))
            .Concat(Constants.Optional("exact", Exact));

    /// <summary>
    /// What the runtime's kernels for plain maps of few channels take: stride 1, no groups, a kernel [O, I, h, w] of more than one pixel and than the padding; to a
    /// plain map, or to one block where the input is no image, for an image goes into blocks faster in oneDNN's own way.
    /// </summary>
    internal bool IsOfFewChannels(TensorType input, TensorType kernel, TensorType output)
    {
        var (from, to, height, width) = (input.Shape.Channels, output.Shape.Channels, kernel.Shape.Sizes[2], kernel.Shape.Sizes[3]);
        return Stride == Size2.One && Dilation == Size2.One && Groups == 1 && height * width > 1 && Padding.Height < height && Padding.Width < width
            && from <= Layout.FewChannels && (to <= Layout.FewChannels || (from > Layout.ImageChannels && to <= Layout.Block));
    }

    /// <summary>
    /// Of feature maps in blocks, each group whole blocks or one channel; of an image too, which comes from outside and becomes one, and of a plain map of few channels.
    /// </summary>
    internal bool TakesBlocks(TensorType input, TensorType kernel, TensorType output)
    {
        if (!Layout.IsBlocked(output)) return false;
        if (!Layout.IsBlocked(input)) return Groups == 1 && (input.Shape.Channels <= Layout.ImageChannels || IsOfFewChannels(input, kernel, output));
        var (from, to) = (input.Shape.Channels / Groups, output.Shape.Channels / Groups);
        return Groups == 1 || (from == 1 && to == 1) || (from % Layout.Block == 0 && to % Layout.Block == 0);
    }
}

/// <summary>y = activation(x * w + b): x [N, C, H, W], w [O, C/groups, kh, kw], b [O] or none.</summary>
public sealed record Convolution(Window Window, Shape OutputShape, ActivationFunction? Activation = null) : Op, IActivationHost
{
    public override string Method => "Convolution";

    public Op With(ActivationFunction activation) => this with { Activation = activation };

    public override IReadOnlyList<TensorType> Infer(IReadOnlyList<TensorType> inputs) => [TensorType.Batch(OutputShape)];

    public override bool TakesBlocks(Node node) =>
        Window.TakesBlocks(node.Inputs[0].Type, node.Inputs[1].Type, node.Outputs[0].Type) && Layout.Allows(Activation, node.Outputs[0].Type);

    public override void Differentiate(GradientBuilder gradient) =>
        gradient.ContributeAll(gradient.AddNode(
            new ConvolutionBackward(Window), [gradient.OutputGradient(0), .. gradient.Inputs]));

    public override IEnumerable<string> Arguments(OpCall call) =>
        new[] { call[0] }.Concat(Window.Arguments()).Concat(Constants.Optional(Activation)).Concat(Constants.Optional("blocked", BeginsBlocks(call.Node)));

    /// <summary>An image becomes a feature map in blocks.</summary>
    private bool BeginsBlocks(Node node) => TakesBlocks(node) && !Layout.IsBlocked(node.Inputs[0].Type);
}

/// <summary>
/// The gradients of input, weight and bias. Inputs: the output's gradient, x, w, b where there is one, and the output where an activation is
/// folded in.
/// </summary>
/// <param name="Window">The convolution's.</param>
/// <param name="Activation">The output's gradient is first taken back through it.</param>
/// <param name="InputActivation">What x comes from: the input's gradient is taken back through it too.</param>
public sealed record ConvolutionBackward(Window Window, ActivationFunction? Activation = null, ActivationFunction? InputActivation = null) : BackwardOp, IActivationGradientHost
{
    public override string Method => "ConvolutionBackward";

    /// <summary>The gradient is taken through the activation in its own place.</summary>
    public override InputReuse Reuse => Activation is null ? InputReuse.None : InputReuse.AsScratch;

    private static readonly string[] Names = ["Input", "Weight", "Bias"];

    public override string[] OutputNames => Names;

    public Op With(ActivationFunction activation) => this with { Activation = activation };

    public override IReadOnlyList<TensorType> Infer(IReadOnlyList<TensorType> inputs) => LinearBackward.GradientTypes(inputs, Activation);

    public override bool TakesBlocks(Node node) =>
        Window.TakesBlocks(node.Inputs[1].Type, node.Inputs[2].Type, node.Inputs[0].Type) && Layout.Allows(Activation, node.Inputs[0].Type);

    public override IEnumerable<string> Arguments(OpCall call) =>
        LinearBackward.Operands(call, Activation).Concat(Window.Arguments()).Concat(Constants.Optional(Activation))
            .Concat(Constants.Optional("inputGradient", call.Uses(0), usual: true)).Concat(Constants.Optional("packed", TakesBlocks(call.Node) && LinearBackward.OnlyLearns(call.Node)))
            .Concat(Constants.Optional("reuse", call.Reuse)).Concat(InputActivation is null ? [] : [$"inputActivation: {InputActivation.CSharp}"]);
}

/// <summary>
/// The gradients of weight and bias, and that of the input added to another one. Inputs: the other one, the output's gradient, x, w, b where there is one. Put in by
/// <see cref="Optimisation.Fusion"/>.
/// </summary>
public sealed record ConvolutionBackwardSum(Window Window) : BackwardOp
{
    private static readonly string[] Names = ["Input", "Weight", "Bias"];

    public override string Method => "ConvolutionBackwardSum";

    public override InputReuse Reuse => InputReuse.ForOutput;

    public override string[] OutputNames => Names;

    public override IReadOnlyList<TensorType> Infer(IReadOnlyList<TensorType> inputs) => [.. inputs.Skip(2)];

    public override bool TakesBlocks(Node node) => Window.TakesBlocks(node.Inputs[2].Type, node.Inputs[3].Type, node.Inputs[1].Type);

    public override IEnumerable<string> Arguments(OpCall call) =>
        new[] { call[0], call[1], call[2] }.Concat(Window.Arguments()).Concat(Constants.Optional("packed", TakesBlocks(call.Node) && LinearBackward.OnlyLearns(call.Node)))
            .Concat(Constants.Optional("reuse", call.Reuse));
}
