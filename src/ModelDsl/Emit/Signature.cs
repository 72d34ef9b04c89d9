using ModelDsl.Binding;
using ModelDsl.Graphs;
using ModelDsl.Optimisation;

namespace ModelDsl.Emit;

/// <summary>What a generated class's methods take and give, in C#.</summary>
internal sealed class Signature
{
    /// <summary>Where the runtime has what training takes: no file that is generated opens it.</summary>
    public const string DataNamespace = "ModelDsl.Runtime.Data";

    // What the methods of every model call their own.
    private static readonly HashSet<string> Own = new(["step", "optimizer", "output", "labels", "targets", "x", "loss", "activations", "gradient"], StringComparer.Ordinal);

    public Signature(BoundModel model, Passes passes)
    {
        Inputs = [.. model.Body.Inputs.Select(i => (Type(i.Output), Own.Contains(i.Name) ? i.Name + "Input" : i.Name))];
        Outputs = [.. model.Body.Outputs.Zip(model.OutputNames, (node, name) => (Type(node.Output), Naming.Variable(name)))];
        Interface = Inputs.Count > 1 || Outputs.Count > 1 ? null
            : $"IDifferentiable{(passes.InputGradients[0] is null ? "OfTokens" : "")}<{Shape(Inputs[0])}, {Shape(Outputs[0])}, {model.Name}.Activations>";
        var targets = passes.TrainStep.Arguments.Skip(Inputs.Count).ToArray();
        Targets = [.. targets.Select(t => (TargetType(t.Type), Unlike(Inputs, targets.Length > 1 ? t.Name : t.Type.Element == Element.Label ? "labels" : "target")))];
        Batch = IsTrainable ? null : Inputs.Count == 1 && Targets.Count == 0 ? $"{DataNamespace}.Batch<{Shape(Inputs[0])}>" : $"{model.Name}.Batch";
    }

    /// <summary>Type and name of each.</summary>
    public IReadOnlyList<(string Type, string Name)> Inputs { get; }

    public IReadOnlyList<(string Type, string Name)> Outputs { get; }

    public IReadOnlyList<(string Type, string Name)> Targets { get; }

    /// <summary>One input and one target: what the runtime's classes are for.</summary>
    public bool IsTrainable => Inputs.Count == 1 && Targets.Count == 1;

    /// <summary>What a trainer gives the class to learn from; null where the base class says so already.</summary>
    public string? Batch { get; }

    /// <summary>What a class with one input and one output implements by its forward and backward pass; null elsewhere.</summary>
    public string? Interface { get; }

    public string BaseClass => IsTrainable ? $"Network<{Shape(Inputs[0])}, {Shape(Outputs[0])}, {Targets[0].Type}>"
        : Inputs.Count == 1 ? $"Network<{Shape(Inputs[0])}, {Shape(Outputs[0])}>"
        : "Network";

    /// <summary>The base class and the interfaces.</summary>
    public string Bases => string.Join(", ", new[] { BaseClass, Interface, Batch is null ? null : $"ITrainable<{Batch}>" }.Where(b => b is not null));

    public string InputParameters => Parameters(Inputs);

    public string TargetParameters => Parameters(Targets);

    private static string Parameters(IEnumerable<(string Type, string Name)> values) => string.Join(", ", values.Select(v => $"{v.Type} {CSharp.Identifier(v.Name)}"));

    /// <summary>A translator's input may be called <c>target</c> itself.</summary>
    private static string Unlike(IReadOnlyList<(string Type, string Name)> inputs, string name) => inputs.Any(i => i.Name == name) ? "wanted" + Naming.Pascal(name) : name;

    private static string Type(Shape shape) => $"Tensor<{shape.TypeName}>";

    private static string TargetType(TensorType type) => type.Element == Element.Label ? "Labels" : Type(type.Shape);

    private static string Shape((string Type, string Name) value) => value.Type.Substring("Tensor<".Length, value.Type.Length - "Tensor<>".Length);
}
