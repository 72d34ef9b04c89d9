using ModelDsl.Differentiation;
using ModelDsl.Graphs;

namespace ModelDsl.Ops;

/// <summary>
/// A convolution at inference with what stands behind it, in this order: batch normalisation by the running statistics, a sum, an activation. Inputs: the sum where
/// there is one, whose place the output may take; x, w, b where there is one; gamma and beta where it is normalised.
/// </summary>
/// <param name="Window">Of the convolution.</param>
/// <param name="OutputShape">Of all that.</param>
/// <param name="HasBias">Whether the convolution has one.</param>
/// <param name="Epsilon">Of the normalisation; null where there is none.</param>
/// <param name="HasSum">Whether a value is added.</param>
/// <param name="Activation">Applied last.</param>
public sealed record ConvolutionInference(
    Window Window, Shape OutputShape, bool HasBias, double? Epsilon = null, bool HasSum = false, ActivationFunction? Activation = null) : Op, IActivationHost
{
    public override string Method => "ConvolutionInference";

    public override InputReuse Reuse => HasSum ? InputReuse.ForOutput : InputReuse.None;

    private int Input => HasSum ? 1 : 0;

    public Op With(ActivationFunction activation) => this with { Activation = activation };

    public override IReadOnlyList<TensorType> Infer(IReadOnlyList<TensorType> inputs) => [TensorType.Batch(OutputShape)];

    public override bool TakesBlocks(Node node) =>
        Window.TakesBlocks(node.Inputs[Input].Type, node.Inputs[Input + 1].Type, node.Outputs[0].Type) && Layout.Allows(Activation, node.Outputs[0].Type);

    public override void Differentiate(GradientBuilder gradient) => throw new InvalidOperationException("Inference is not differentiated.");

    public override IEnumerable<string> Arguments(OpCall call)
    {
        var arguments = new List<string> { call[Input] };
        if (Epsilon is { } epsilon)
        {
            arguments.Add($"norm: {((ParameterLeaf)call.Node.Inputs[call.InputCount - 1].Producer.Op).Property}");
            arguments.AddRange(Constants.Optional("epsilon", epsilon, BatchNorm.UsualEpsilon));
        }

        if (HasSum) arguments.Add($"sum: {call[0]}");
        return arguments.Concat(Window.Arguments()).Concat(Constants.Optional(Activation))
            .Concat(Constants.Optional("blocked", TakesBlocks(call.Node) && !Layout.IsBlocked(call.Node.Inputs[Input].Type))).Concat(Constants.Optional("reuse", call.Reuse));
    }
}
