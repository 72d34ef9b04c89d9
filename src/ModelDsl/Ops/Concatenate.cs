using ModelDsl.Differentiation;
using ModelDsl.Graphs;

namespace ModelDsl.Ops;

/// <summary>Values one behind the other along an axis of an example: 0 for the channels of an image. Any number of inputs.</summary>
public sealed record Concatenate(int Axis) : Op
{
    public override string Method => "Concatenate";

    public override IReadOnlyList<TensorType> Infer(IReadOnlyList<TensorType> inputs)
    {
        var sizes = inputs[0].Shape.Sizes.ToArray();
        sizes[Axis] = inputs.Sum(i => i.Shape[Axis]);
        return [TensorType.Batch(Shape.Of(sizes))];
    }

    /// <summary>Of channels, where all are whole blocks.</summary>
    public override bool TakesBlocks(Node node) => Axis == 0 && node.Inputs.All(i => Layout.IsBlocked(i.Type) && Layout.FillsBlocks(i.Type));

    public override void Differentiate(GradientBuilder gradient)
    {
        var start = 0;
        for (var i = 0; i < gradient.Inputs.Count; i++)
        {
            var shape = gradient.Input(i).Type.Shape;
            if (gradient.Wants(i)) gradient.Contribute(i, gradient.Add(new ConcatenateBackward(Axis, start, shape), gradient.OutputGradient(0)));
            start += shape[Axis];
        }
    }

    // Axes are counted in the tensor, whose first is the batch.
    public override IEnumerable<string> Arguments(OpCall call) =>
        new[] { $"axis: {Constants.Of(Axis + 1)}" }.Concat(Enumerable.Range(0, call.InputCount).Select(i => call[i]));
}

/// <summary>One input's part of the gradient, in memory of its own.</summary>
public sealed record ConcatenateBackward(int Axis, int Start, Shape InputShape) : BackwardOp
{
    public override string Method => "ConcatenateBackward";

    public override IReadOnlyList<TensorType> Infer(IReadOnlyList<TensorType> inputs) => [TensorType.Batch(InputShape)];

    public override bool TakesBlocks(Node node) => IsOfBlocks(node.Inputs[0].Type, node.Outputs[0].Type);

    public override IEnumerable<string> Arguments(OpCall call) => new[] { call[0] }.Concat(Place());

    internal bool IsOfBlocks(TensorType whole, TensorType part) =>
        Axis == 0 && Layout.IsBlocked(whole) && Layout.IsBlocked(part) && Start % Layout.Block == 0 && Layout.FillsBlocks(part) && Layout.FillsBlocks(whole);

    internal IEnumerable<string> Place() => [$"axis: {Constants.Of(Axis + 1)}", $"start: {Constants.Of(Start)}", $"length: {Constants.Of(InputShape[Axis])}"];
}

/// <summary>Another gradient of the same input and its part of the result's, which is read where it lies. Inputs: the other gradient, the result's.</summary>
public sealed record AddPart(ConcatenateBackward Part) : BackwardOp
{
    public override string Method => "AddPart";

    public override InputReuse Reuse => InputReuse.ForOutput;

    public override IReadOnlyList<TensorType> Infer(IReadOnlyList<TensorType> inputs) => [inputs[0]];

    public override bool TakesBlocks(Node node) => Part.IsOfBlocks(node.Inputs[1].Type, node.Outputs[0].Type);

    public override IEnumerable<string> Arguments(OpCall call) => new[] { call[0], call[1] }.Concat(Part.Place()).Concat(Constants.Optional("reuse", call.Reuse));
}
