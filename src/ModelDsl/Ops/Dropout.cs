using ModelDsl.Differentiation;
using ModelDsl.Graphs;

namespace ModelDsl.Ops;

/// <summary>Srivastava et al. 2014, inverted: keeps each value with probability 1 - p and scales it by 1 / (1 - p). Also gives what it kept.</summary>
/// <param name="Probability">That a value is dropped.</param>
/// <param name="Channels">Channels are kept or dropped as a whole.</param>
public sealed record Dropout(double Probability, bool Channels = false) : Op
{
    public override string Method => "Dropout";

    private static readonly string[] Names = ["", "Mask"];

    public override string[] OutputNames => Names;

    public override IReadOnlyList<TensorType> Infer(IReadOnlyList<TensorType> inputs) =>
        [inputs[0], inputs[0] with { Element = Element.Mask, Shape = Channels ? Shape.Of(inputs[0].Shape.Channels, 1, 1) : inputs[0].Shape }];

    /// <summary>Only of whole channels; else the random numbers would fall on other elements on a machine with other blocks.</summary>
    public override bool TakesBlocks(Node node) => Channels && Layout.FillsBlocks(node.Inputs[0].Type);

    public override void Differentiate(GradientBuilder gradient) =>
        gradient.Contribute(0, gradient.Add(new DropoutBackward(Probability), gradient.OutputGradient(0), gradient.Output(1)));

    public override IEnumerable<string> Arguments(OpCall call) =>
        new[] { call[0], $"probability: {Constants.Of(Probability)}" }.Concat(Constants.Optional("channels", Channels));
}

/// <summary>Inputs: gradient, mask.</summary>
public sealed record DropoutBackward(double Probability) : BackwardOp
{
    public override string Method => "DropoutBackward";

    public override IReadOnlyList<TensorType> Infer(IReadOnlyList<TensorType> inputs) => Same(inputs);

    public override bool TakesBlocks(Node node) => node.Inputs[1].Type.Shape != node.Inputs[0].Type.Shape && Layout.FillsBlocks(node.Inputs[0].Type);

    public override IEnumerable<string> Arguments(OpCall call) => [call[0], call[1], $"probability: {Constants.Of(Probability)}"];
}
