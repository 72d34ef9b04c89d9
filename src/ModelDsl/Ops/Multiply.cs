using ModelDsl.Differentiation;
using ModelDsl.Graphs;

namespace ModelDsl.Ops;

/// <summary>a * b, element by element, axes of size 1 stretched.</summary>
public sealed record Multiply : ElementwiseOp
{
    public override string Method => "Multiply";

    /// <summary>Two feature maps of one shape, or one and a number for each of its channels.</summary>
    public override bool TakesBlocks(Node node) => base.TakesBlocks(node) || IsScaled(node.Inputs[0], node.Inputs[1]) || IsScaled(node.Inputs[1], node.Inputs[0]);

    public override void Differentiate(GradientBuilder gradient)
    {
        for (var i = 0; i < 2; i++)
        {
            if (!gradient.Wants(i)) continue;
            var (own, other) = (gradient.Input(i).Type.Shape, gradient.Input(1 - i));
            if (other.Type.Shape != own && IsScaled(other, gradient.Input(i))) gradient.Contribute(i, gradient.Add(new SumOfProducts(), gradient.OutputGradient(0), other));
            else Contribute(gradient, i, gradient.Add(new Multiply(), gradient.OutputGradient(0), other));
        }
    }

    /// <summary>Whether one is a feature map, and the other one has a number for each of its channels, Cx1x1.</summary>
    internal static bool IsScaled(Value map, Value factors) => map.Type.Shape is { IsImage: true } shape && factors.Type.Shape == Shape.Of(shape.Channels, 1, 1);
}

/// <summary>The sum of a * b over each channel's pixels, Cx1x1: what comes back to a number that its channel was multiplied by.</summary>
public sealed record SumOfProducts : BackwardOp
{
    public override string Method => "SumOfProducts";

    public override IReadOnlyList<TensorType> Infer(IReadOnlyList<TensorType> inputs) => [inputs[0] with { Shape = Shape.Of(inputs[0].Shape.Channels, 1, 1) }];

    public override bool TakesBlocks(Node node) => true;

    public override IEnumerable<string> Arguments(OpCall call) => [call[0], call[1]];
}

/// <summary>
/// a * b, b a number for each channel, and the gradient of a global average pooling, spread over its map: what comes back to a map that is scaled by what
/// was made of its means (squeeze-and-excitation). Inputs: a, b, the gradient of the means.
/// </summary>
public sealed record MultiplyAndSpread : BackwardOp
{
    public override string Method => "MultiplyAndSpread";

    public override InputReuse Reuse => InputReuse.ForOutput;

    public override IReadOnlyList<TensorType> Infer(IReadOnlyList<TensorType> inputs) => [inputs[0]];

    public override bool TakesBlocks(Node node) => Layout.FillsBlocks(node.Inputs[0].Type);

    public override IEnumerable<string> Arguments(OpCall call) => new[] { call[0], call[1], call[2] }.Concat(Constants.Optional("reuse", call.Reuse));
}
