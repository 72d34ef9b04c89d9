using ModelDsl.Binding;
using ModelDsl.Differentiation;
using ModelDsl.Graphs;

namespace ModelDsl.Ops;

/// <summary>Adds a learned vector to each step. Inputs: x [N, T, C], w [1, T, C].</summary>
public sealed record Position : Op
{
    public override string Method => "Position";

    public override InputReuse Reuse => InputReuse.ForOutput;

    public override IReadOnlyList<TensorType> Infer(IReadOnlyList<TensorType> inputs) => Same(inputs);

    public override void Differentiate(GradientBuilder gradient)
    {
        gradient.Contribute(1, gradient.Add(new PositionBackward(), gradient.OutputGradient(0), gradient.Input(1)));
        gradient.Contribute(0, gradient.OutputGradient(0));
    }

    public override IEnumerable<string> Arguments(OpCall call) => new[] { call[0] }.Concat(Constants.Optional("reuse", call.Reuse));
}

/// <summary>The sum over the batch. Inputs: gradient, w (for its size).</summary>
public sealed record PositionBackward : BackwardOp
{
    private static readonly string[] Names = ["Weight"];

    public override string Method => "PositionBackward";

    public override string[] OutputNames => Names;

    public override IReadOnlyList<TensorType> Infer(IReadOnlyList<TensorType> inputs) => [inputs[1]];

    public override IEnumerable<string> Arguments(OpCall call) => [call[0]];
}

/// <summary>Adds sines and cosines of its position to each step, Vaswani et al. 2017.</summary>
public sealed record Positional : Op
{
    public override string Method => "Positional";

    public override InputReuse Reuse => InputReuse.ForOutput;

    public override IReadOnlyList<TensorType> Infer(IReadOnlyList<TensorType> inputs) => Same(inputs);

    public override void Differentiate(GradientBuilder gradient) => gradient.Contribute(0, gradient.OutputGradient(0));

    public override IEnumerable<string> Arguments(OpCall call) => new[] { call[0] }.Concat(Constants.Optional("reuse", call.Reuse));

    /// <summary>The table is the layer's, though nothing of it is learned.</summary>
    public override string Emit(OpCall call) =>
        $"step.{Method}({string.Join(", ", new[] { ((LayerNode)call.Node.Origin!).Owner.Property }.Concat(Arguments(call)))})";
}

/// <summary>Puts a learned step before the others. Inputs: x [N, T, C], w [1, 1, C].</summary>
public sealed record ClassToken : Op
{
    public override string Method => "ClassToken";

    public override IReadOnlyList<TensorType> Infer(IReadOnlyList<TensorType> inputs) =>
        [TensorType.Batch(Shape.Of(inputs[0].Shape.Steps + 1, inputs[0].Shape.Features))];

    public override void Differentiate(GradientBuilder gradient) =>
        gradient.ContributeAll(gradient.AddNode(new ClassTokenBackward(), [gradient.OutputGradient(0), .. gradient.Inputs]));

    public override IEnumerable<string> Arguments(OpCall call) => [call[0]];
}

/// <summary>Inputs: gradient, x and w (for their sizes).</summary>
public sealed record ClassTokenBackward : BackwardOp
{
    private static readonly string[] Names = ["Input", "Weight"];

    public override string Method => "ClassTokenBackward";

    public override string[] OutputNames => Names;

    public override IReadOnlyList<TensorType> Infer(IReadOnlyList<TensorType> inputs) => inputs.Skip(1).ToArray();

    public override IEnumerable<string> Arguments(OpCall call) =>
        new[] { call[0] }.Concat(Constants.Optional("inputGradient", call.Uses(0), usual: true));
}
