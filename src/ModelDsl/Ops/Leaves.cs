using ModelDsl.Differentiation;
using ModelDsl.Graphs;
using ModelDsl.Layers;

namespace ModelDsl.Ops;

/// <summary>A value that comes from outside the pass and is not the step's to release.</summary>
public abstract record LeafOp : Op
{
    public override void Differentiate(GradientBuilder gradient)
    {
    }

    public override IEnumerable<string> Arguments(OpCall call) => [];
}

/// <summary>An argument of the generated method: the examples, their labels, a gradient.</summary>
public sealed record Argument(string Role, TensorType Type) : LeafOp
{
    public override string Method => "Input";

    public override IReadOnlyList<TensorType> Infer(IReadOnlyList<TensorType> inputs) => [Type];

    public override string Describe(Node node) => $"argument {Role}";
}

/// <summary>A weight of a layer: the layer's property in the generated class, and which of its parameters.</summary>
public sealed record ParameterLeaf(string Property, ParameterSpec Parameter) : LeafOp
{
    public override string Method => "Parameter";

    public override IReadOnlyList<TensorType> Infer(IReadOnlyList<TensorType> inputs) => [TensorType.Shared(Parameter.Shape)];

    /// <summary>How C# reaches it: <c>Conv1.Weight</c>; a bias may be absent in other layers of the kind, here it is not.</summary>
    public string Path => Parameter.Optional ? $"{Property}{Parameter.Access}!" : $"{Property}{Parameter.Access}";

    /// <summary>What penalties on all weights count; biases and statistics they spare.</summary>
    public bool IsWeight => Parameter.Key == "weight" || Parameter.Key.EndsWith(".weight", StringComparison.Ordinal);

    public override string Describe(Node node) => $"parameter {Property}.{Parameter.Property}";
}
