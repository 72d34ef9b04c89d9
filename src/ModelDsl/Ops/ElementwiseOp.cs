using ModelDsl.Differentiation;
using ModelDsl.Graphs;

namespace ModelDsl.Ops;

/// <summary>Arithmetic of two values with the same number of axes, of which those of size 1 are stretched (see <see cref="Broadcast"/>).</summary>
public abstract record ElementwiseOp : Op
{
    /// <summary>The result may take the first value's place; the planner sees to it that only one of the result's own shape is replaced.</summary>
    public override InputReuse Reuse => InputReuse.ForOutput;

    public override IReadOnlyList<TensorType> Infer(IReadOnlyList<TensorType> inputs) => inputs[0].Shape == inputs[1].Shape
        ? Same(inputs)
        : [inputs[0] with { Shape = Broadcast.Of(inputs[0].Shape, inputs[1].Shape)! }];

    public override bool TakesBlocks(Node node) => node.Inputs[0].Type.Shape == node.Inputs[1].Type.Shape;

    public override IEnumerable<string> Arguments(OpCall call) => new[] { call[0], call[1] }.Concat(Constants.Optional("reuse", call.Reuse));

    /// <summary>Gives an input its gradient, summed over the axes that it was stretched along.</summary>
    protected static void Contribute(GradientBuilder gradient, int input, Value value)
    {
        var shape = gradient.Input(input).Type.Shape;
        if (!gradient.Wants(input)) return;
        gradient.Contribute(input, value.Type.Shape == shape ? value : gradient.Add(new SumTo(shape), value));
    }
}
