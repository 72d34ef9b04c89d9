using ModelDsl.Differentiation;
using ModelDsl.Graphs;

namespace ModelDsl.Ops;

/// <summary>
/// A convolution of few channels, its activation, and the largest value of each 2x2 window of that, without what lies between. Inputs: x, w, b where there is one.
/// </summary>
/// <param name="Window">Of the convolution.</param>
/// <param name="OutputShape">Of all that.</param>
/// <param name="Activation">Between the two: ReLU or none.</param>
/// <param name="WithIndices">Also where each maximum stood, for a backward pass.</param>
public sealed record ConvolutionMaxPool(Window Window, Shape OutputShape, ActivationFunction? Activation, bool WithIndices) : Op
{
    public override string Method => WithIndices ? "ConvolutionMaxPoolWithIndices" : "ConvolutionMaxPool";

    public override string[] OutputNames => WithIndices ? Names : base.OutputNames;

    private static readonly string[] Names = ["", "Indices"];

    public override IReadOnlyList<TensorType> Infer(IReadOnlyList<TensorType> inputs) => WithIndices
        ? [TensorType.Batch(OutputShape), new(Element.Index, OutputShape, PerExample: true)]
        : [TensorType.Batch(OutputShape)];

    public override bool TakesBlocks(Node node) => true;

    public override void Differentiate(GradientBuilder gradient) => throw new InvalidOperationException("Operations become one behind differentiation.");

    public override IEnumerable<string> Arguments(OpCall call) =>
        new[] { call[0] }.Concat(Window.Arguments()).Concat(Constants.Optional(Activation)).Concat(Constants.Optional("blocked", Layout.IsBlocked(call.Node.Outputs[0].Type)));
}

/// <summary>The gradients of x, weight and bias. Inputs: the output's gradient, x, w, b where there is one, the output, the indices.</summary>
public sealed record ConvolutionMaxPoolBackward(Window Window, ActivationFunction? Activation) : BackwardOp
{
    public override string Method => "ConvolutionMaxPoolBackward";

    private static readonly string[] Names = ["Input", "Weight", "Bias"];

    public override string[] OutputNames => Names;

    public override IReadOnlyList<TensorType> Infer(IReadOnlyList<TensorType> inputs) => [.. inputs.Skip(1).Take(inputs.Count - 3)];

    public override bool TakesBlocks(Node node) => true;

    public override IEnumerable<string> Arguments(OpCall call) =>
        new[] { call[0], call[1], call[call.InputCount - 2], call[call.InputCount - 1] }.Concat(Window.Arguments()).Concat(Constants.Optional(Activation))
            .Concat(Constants.Optional("inputGradient", call.Uses(0), usual: true));
}
