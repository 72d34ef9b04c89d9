using ModelDsl.Differentiation;
using ModelDsl.Graphs;

namespace ModelDsl.Ops;

/// <summary>
/// Fu et al. 2019, position attention: each position's values, weighted by the softmax of its query times their keys. Inputs: query, key [C', H, W],
/// value [C, H, W]. Also gives the weights.
/// </summary>
public sealed record AttendOverPositions : Op
{
    internal static readonly string[] Names = ["", "Attention"];

    public override string Method => "AttendOverPositions";

    public override string[] OutputNames => Names;

    public override IReadOnlyList<TensorType> Infer(IReadOnlyList<TensorType> inputs)
    {
        var positions = inputs[2].Shape.Height * inputs[2].Shape.Width;
        return [inputs[2], TensorType.Batch(Shape.Of(positions, positions))];
    }

    public override void Differentiate(GradientBuilder gradient) =>
        gradient.ContributeAll(gradient.AddNode(
            new AttendOverPositionsBackward(), [gradient.OutputGradient(0), .. gradient.Inputs, gradient.Output(1)]));

    public override IEnumerable<string> Arguments(OpCall call) => [call[0], call[1], call[2]];
}

/// <summary>Inputs: gradient, query, key, value, attention.</summary>
public sealed record AttendOverPositionsBackward : BackwardOp
{
    private static readonly string[] Names = ["Query", "Key", "Value"];

    public override string Method => "AttendOverPositionsBackward";

    public override string[] OutputNames => Names;

    public override IReadOnlyList<TensorType> Infer(IReadOnlyList<TensorType> inputs) => [inputs[1], inputs[2], inputs[3]];

    public override IEnumerable<string> Arguments(OpCall call) => [call[0], call[1], call[2], call[3], call[4]];
}

/// <summary>
/// Fu et al. 2019, channel attention: the channels, weighted for each by the softmax of its largest product with one less its product with each. Also
/// gives the weights.
/// </summary>
public sealed record AttendOverChannels : Op
{
    public override string Method => "AttendOverChannels";

    public override string[] OutputNames => AttendOverPositions.Names;

    public override IReadOnlyList<TensorType> Infer(IReadOnlyList<TensorType> inputs)
    {
        var channels = inputs[0].Shape.Channels;
        return [inputs[0], TensorType.Batch(Shape.Of(channels, channels))];
    }

    public override void Differentiate(GradientBuilder gradient) => gradient.Contribute(
        0, gradient.Add(new AttendOverChannelsBackward(), gradient.OutputGradient(0), gradient.Input(0), gradient.Output(1)));

    public override IEnumerable<string> Arguments(OpCall call) => [call[0]];
}

/// <summary>Inputs: gradient, x, attention.</summary>
public sealed record AttendOverChannelsBackward : BackwardOp
{
    public override string Method => "AttendOverChannelsBackward";

    public override IReadOnlyList<TensorType> Infer(IReadOnlyList<TensorType> inputs) => [inputs[1]];

    public override IEnumerable<string> Arguments(OpCall call) => [call[0], call[1], call[2]];
}

/// <summary>x + gamma * branch with one learned gamma. Inputs: x, branch, gamma.</summary>
public sealed record AddScaled : Op
{
    public override string Method => "AddScaled";

    public override IReadOnlyList<TensorType> Infer(IReadOnlyList<TensorType> inputs) => Same(inputs);

    public override void Differentiate(GradientBuilder gradient)
    {
        gradient.Contribute(0, gradient.OutputGradient(0));
        var backward = gradient.AddNode(new AddScaledBackward(), [gradient.OutputGradient(0), gradient.Input(1), gradient.Input(2)]);
        gradient.Contribute(1, backward.Outputs[0]);
        gradient.Contribute(2, backward.Outputs[1]);
    }

    public override IEnumerable<string> Arguments(OpCall call) => [call[0], call[1], call[2]];
}

/// <summary>Inputs: gradient, branch, gamma.</summary>
public sealed record AddScaledBackward : BackwardOp
{
    private static readonly string[] Names = ["Branch", "Gamma"];

    public override string Method => "AddScaledBackward";

    public override string[] OutputNames => Names;

    public override IReadOnlyList<TensorType> Infer(IReadOnlyList<TensorType> inputs) => [inputs[1], inputs[2]];

    public override IEnumerable<string> Arguments(OpCall call) => [call[0], call[1], call[2]];
}
