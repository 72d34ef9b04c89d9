using ModelDsl.Differentiation;
using ModelDsl.Graphs;

namespace ModelDsl.Ops;

/// <summary>The mean of each channel: [N, C, H, W] to [N, C].</summary>
public sealed record GlobalAveragePool : Op
{
    public override string Method => "GlobalAveragePool";

    public override IReadOnlyList<TensorType> Infer(IReadOnlyList<TensorType> inputs) => [TensorType.Batch(Shape.Of(inputs[0].Shape.Channels))];

    public override bool TakesBlocks(Node node) => Layout.FillsBlocks(node.Inputs[0].Type);

    public override void Differentiate(GradientBuilder gradient)
    {
        var shape = gradient.Input(0).Type.Shape;
        gradient.Contribute(0, gradient.Add(new GlobalAveragePoolBackward(shape), gradient.OutputGradient(0)));
    }

    public override IEnumerable<string> Arguments(OpCall call) => [call[0]];
}

/// <summary>Spreads each channel's gradient evenly: [N, C] to [N, C, H, W].</summary>
public sealed record GlobalAveragePoolBackward(Shape InputShape) : BackwardOp
{
    public override string Method => "GlobalAveragePoolBackward";

    public override IReadOnlyList<TensorType> Infer(IReadOnlyList<TensorType> inputs) => [TensorType.Batch(InputShape)];

    public override bool TakesBlocks(Node node) => Layout.FillsBlocks(node.Outputs[0].Type);

    public override IEnumerable<string> Arguments(OpCall call) =>
        new[] { call[0], $"height: {Constants.Of(InputShape.Height)}", $"width: {Constants.Of(InputShape.Width)}" }
            .Concat(Constants.Optional("blocked", Layout.IsBlocked(call.Node.Outputs[0].Type) && TakesBlocks(call.Node)));
}
