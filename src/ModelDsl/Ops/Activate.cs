using ModelDsl.Differentiation;
using ModelDsl.Graphs;

namespace ModelDsl.Ops;

/// <summary>An element-wise non-linearity.</summary>
/// <param name="Name">As the language writes it.</param>
/// <param name="CSharp">The runtime's name for it.</param>
/// <param name="SlopeFromOutput">Its slope can be read off its output: then a layer before it may carry it.</param>
/// <param name="Initialization">The initial weights that suit the layer before it: <c>He</c> for rectifiers, <c>Glorot</c> for the rest.</param>
/// <param name="KeepsZero">It is 0 at 0.</param>
public sealed record ActivationFunction(string Name, string CSharp, bool SlopeFromOutput, string Initialization, bool KeepsZero = true);

/// <summary>An operation that can apply an activation to its output before anyone sees it.</summary>
public interface IActivationHost
{
    ActivationFunction? Activation { get; }

    Op With(ActivationFunction activation);
}

/// <summary>y = f(x), element by element.</summary>
public sealed record Activate(ActivationFunction Function) : Op
{
    public override string Method => "Activate";

    public override InputReuse Reuse => InputReuse.ForOutput;

    public override IReadOnlyList<TensorType> Infer(IReadOnlyList<TensorType> inputs) => Same(inputs);

    public override bool TakesBlocks(Node node) => Layout.Allows(Function, node.Inputs[0].Type);

    public override void Differentiate(GradientBuilder gradient)
    {
        var at = Function.SlopeFromOutput ? gradient.Output(0) : gradient.Input(0);
        gradient.Contribute(0, gradient.Add(new ActivateBackward(Function), gradient.OutputGradient(0), at));
    }

    public override IEnumerable<string> Arguments(OpCall call) =>
        new[] { call[0], Function.CSharp }.Concat(Constants.Optional("reuse", call.Reuse));

    public override string Describe(Node node) => $"{Method}({node.Inputs[0].Name}, {Function.Name})";
}

/// <summary>dx = dy * f'(x), with f' read off the output where it can be.</summary>
public sealed record ActivateBackward(ActivationFunction Function) : BackwardOp
{
    public override string Method => "ActivateBackward";

    public override InputReuse Reuse => InputReuse.ForOutput;

    public override IReadOnlyList<TensorType> Infer(IReadOnlyList<TensorType> inputs) => Same(inputs);

    public override bool TakesBlocks(Node node) => true;

    public override IEnumerable<string> Arguments(OpCall call) =>
        new[] { call[0], call[1], Function.CSharp }.Concat(Constants.Optional("reuse", call.Reuse))
            .Concat(Constants.Optional("fromInput", !Function.SlopeFromOutput));

    public override string Describe(Node node) => $"{Method}({node.Inputs[0].Name}, {node.Inputs[1].Name}, {Function.Name})";
}
