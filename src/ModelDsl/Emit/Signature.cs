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
        : this(
            model.Name,
            [.. model.Body.Inputs.Select(i => (i.Output, i.Name))],
            [.. model.Body.Outputs.Zip(model.OutputNames, (node, name) => (node.Output, name))],
            [.. passes.TrainStep.Arguments.Skip(model.Body.Inputs.Count).Select(t => (t.Type, t.Name))],
            [.. passes.InputGradients.Select(gradient => gradient is not null)])
    {
    }

    public Signature(BrokenModel model)
        : this(model.Name, model.Inputs, model.Outputs, model.Targets, [.. model.Inputs.Select(i => !i.Shape.IsTokens)])
    {
    }

    private Signature(
        string @class, IReadOnlyList<(Shape Shape, string Name)> inputs, IReadOnlyList<(Shape Shape, string Name)> outputs,
        IReadOnlyList<(TensorType Type, string Name)> targets, IReadOnlyList<bool> hasGradient)
    {
        Inputs = [.. inputs.Select(i => (Type(i.Shape), Parameter(Naming.Variable(i.Name))))];
        Outputs = [.. outputs.Select(o => (Type(o.Shape), Naming.Variable(o.Name)))];
        OutputShapes = [.. outputs.Select(o => o.Shape)];
        Targets = [.. targets.Select(t => (TargetType(t.Type), TargetUnlike(Inputs, targets.Count > 1 ? t.Name : t.Type.Element == Element.Label ? "labels" : "target")))];
        var (input, output) = (inputs[0].Shape.TypeName, outputs[0].Shape.TypeName);
        var batch = IsTrainable ? null : Inputs.Count == 1 && Targets.Count == 0 ? $"{DataNamespace}.Batch<{input}>" : $"{@class}.Batch";
        Batch = batch;
        var differentiable = Inputs.Count > 1 || Outputs.Count > 1 ? null : $"IDifferentiable{(hasGradient[0] ? "" : "OfTokens")}<{input}, {output}, {@class}.Activations>";
        var baseClass = IsTrainable ? $"Network<{input}, {output}, {Targets[0].Type}>" : Inputs.Count == 1 ? $"Network<{input}, {output}>" : "Network";
        Bases = string.Join(", ", new[] { baseClass, differentiable, batch is null ? null : $"ITrainable<{batch}>" }.Where(b => b is not null));
        OutputGradients = [.. Outputs.Select(o => (o.Type, Outputs.Count == 1 ? "gradient" : o.Name + "Gradient"))];
        InputGradients = [.. Inputs.Where((_, i) => hasGradient[i])];
    }

    /// <summary>Type and name of each.</summary>
    public IReadOnlyList<(string Type, string Name)> Inputs { get; }

    public IReadOnlyList<(string Type, string Name)> Outputs { get; }

    public IReadOnlyList<Shape> OutputShapes { get; }

    /// <summary>Where the forward pass keeps each of several outputs; one alone is the base class's.</summary>
    public IEnumerable<string> OutputProperties => Outputs.Count == 1 ? [] : Outputs.Select(o => Naming.Pascal(o.Name) + "Output");

    public IReadOnlyList<(string Type, string Name)> Targets { get; }

    /// <summary>What the backward pass takes, one an output.</summary>
    public IReadOnlyList<(string Type, string Name)> OutputGradients { get; }

    /// <summary>What a trainer gives the class to learn from; null where the base class says so already.</summary>
    public string? Batch { get; }

    /// <summary>The base class and the interfaces: of one input and output what can be differentiated, else what a trainer takes.</summary>
    public string Bases { get; }

    public string Predict => $"public {(Inputs.Count == 1 ? "override " : "")}{Outputs[0].Type} Predict({InputParameters})";

    public string PredictAll => $"public Outputs PredictAll({InputParameters})";

    public string Logits => $"public {Outputs[0].Type} Logits({InputParameters})";

    public string Evaluate => $"public {Override}float Evaluate({Join(InputParameters, Parameters(Targets), $"out {Outputs[0].Type} output")})";

    public string TrainStep => $"public {Override}float TrainStep({Join(InputParameters, Parameters(Targets), "Optimizer optimizer")})";

    public string Forward => $"public Activations Forward({InputParameters})";

    public string Backward => $"public {BackwardType} Backward({Join("Activations activations", Parameters(OutputGradients))})";

    /// <summary>One input and one target: what the runtime's classes are for.</summary>
    private bool IsTrainable => Inputs.Count == 1 && Targets.Count == 1;

    /// <summary>Those of the inputs that have a gradient.</summary>
    private IReadOnlyList<(string Type, string Name)> InputGradients { get; }

    private string Override => IsTrainable ? "override " : "";

    private string InputParameters => Parameters(Inputs);

    private string BackwardType => InputGradients.Count switch
    {
        0 => "void",
        1 => InputGradients[0].Type,
        _ => $"({string.Join(", ", InputGradients.Select(g => $"{g.Type} {Naming.Pascal(g.Name)}"))})",
    };

    /// <summary>What the class gives of a part of it that is called with the same inputs.</summary>
    public string Features(Shape shape) => $"public {Type(shape)} Features({InputParameters})";

    private static string Parameter(string input) => Own.Contains(input) ? input + "Input" : input;

    private static string Join(params string[] parameters) => string.Join(", ", parameters.Where(p => p.Length > 0));

    private static string Parameters(IEnumerable<(string Type, string Name)> values) => string.Join(", ", values.Select(v => $"{v.Type} {CSharp.Identifier(v.Name)}"));

    /// <summary>A variable that is no parameter's namesake.</summary>
    public string Unlike(string variable) => Inputs.Concat(Targets).Any(value => value.Name == variable) ? Unlike(variable + "_") : variable;

    /// <summary>A translator's input may be called <c>target</c> itself.</summary>
    private static string TargetUnlike(IReadOnlyList<(string Type, string Name)> inputs, string name) => inputs.Any(i => i.Name == name) ? "wanted" + Naming.Pascal(name) : name;

    private static string Type(Shape shape) => $"Tensor<{shape.TypeName}>";

    private static string TargetType(TensorType type) => type.Element == Element.Label ? "Labels" : Type(type.Shape);
}
