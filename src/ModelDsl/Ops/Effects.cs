using ModelDsl.Differentiation;
using ModelDsl.Graphs;

namespace ModelDsl.Ops;

/// <summary>What is done with a parameter's finished gradient; the gradient is used up.</summary>
public abstract record GradientEffect(ParameterLeaf Parameter) : Op
{
    public override bool IsEffect => true;

    private static readonly string[] Names = [];

    public override string[] OutputNames => Names;

    public override IReadOnlyList<TensorType> Infer(IReadOnlyList<TensorType> inputs) => [];

    public override void Differentiate(GradientBuilder gradient)
    {
    }

    public override string Describe(Node node) => $"{Method}({Parameter.Path}, {node.Inputs[0].Name})";
}

/// <summary>Hands the gradient to the optimiser, which updates the parameter in place; with the gradient of the penalties on weights where it is one.</summary>
public record UpdateParameter(ParameterLeaf Parameter, WeightPenalties Penalties) : GradientEffect(Parameter)
{
    public override string Method => "Update";

    public override IEnumerable<string> Arguments(OpCall call) =>
        new[] { "optimizer", Parameter.Path, call[0] }.Concat(Parameter.IsWeight ? Penalties.Arguments() : []);

    public override string Emit(OpCall call) => $"step.{Method}({string.Join(", ", Arguments(call))})";
}

/// <summary>In a block: the same where there is an optimiser, else the gradient is added to what the parameter has gathered.</summary>
public sealed record LearnParameter(ParameterLeaf Parameter, WeightPenalties Penalties) : UpdateParameter(Parameter, Penalties)
{
    public override string Method => "Learn";
}

/// <summary>Adds the gradient to what the parameter has gathered so far.</summary>
public sealed record AccumulateGradient(ParameterLeaf Parameter) : GradientEffect(Parameter)
{
    public override string Method => "Accumulate";

    public override IEnumerable<string> Arguments(OpCall call) => [Parameter.Path, call[0]];

    public override string Emit(OpCall call) => $"step.Accumulate({string.Join(", ", Arguments(call))})";
}
