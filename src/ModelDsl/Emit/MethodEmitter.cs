using ModelDsl.Binding;
using ModelDsl.Graphs;
using ModelDsl.Ops;
using ModelDsl.Optimisation;

namespace ModelDsl.Emit;

/// <summary>Writes a plan as the statements of a method: one operation a line, with its shape, and what it releases.</summary>
internal sealed class MethodEmitter
{
    private readonly CodeWriter _writer;
    private readonly BoundModel _model;
    private readonly string _documentPath;
    private readonly Dictionary<Value, string> _names = [];
    private readonly HashSet<string> _taken = new(StringComparer.Ordinal)
    {
        "step", "input", "labels", "target", "targets", "optimizer", "output", "gradient", "activations", "x", "loss",
    };

    private readonly HashSet<Value> _used = [];

    public MethodEmitter(CodeWriter writer, BoundModel model, string documentPath)
    {
        _writer = writer;
        _model = model;
        _documentPath = documentPath;
    }

    /// <summary>The C# of a value: its local variable, or what it was <see cref="Bind">bound</see> to.</summary>
    public string this[Value value] => _names[value];

    /// <summary>Gives a value that the method is called with its expression.</summary>
    public void Bind(Value value, string expression) => _names[value] = expression;

    /// <summary>The operations. A value named <c>x</c> or <c>loss</c> in the graph keeps that name.</summary>
    public void Write(Plan plan)
    {
        foreach (var value in plan.Results.Concat(plan.Steps.SelectMany(s => s.Node.Inputs))) _used.Add(value);
        foreach (var step in plan.Steps) Write(step);
        if (plan.Steps.Count > 0) _writer.Directive("#line default");
    }

    private void Write(PlanStep step)
    {
        var node = step.Node;
        var declaration = Declare(step);
        var call = new OpCall(node, LayerArgument(node), Name, _used.Contains, step.Reuse);
        var release = step.Releases.Count == 0 ? "" : string.Join("", Chunks(step.Releases).Select(c => $" step.Release({string.Join(", ", c.Select(Name))});"));
        var shape = node.Outputs.Count > 0 && node.Op is not (BackwardOp or LossOp) ? "  // " + node.Outputs[0].Type.Shape : "";
        if (node.Origin is { } origin) _writer.Directive(LineDirective(origin));
        _writer.Line($"{declaration}{node.Op.Emit(call)};{release}{shape}");
    }

    private string Declare(PlanStep step)
    {
        var node = step.Node;
        if (node.Op.OutputNames.Count == 0) return "";
        var names = Enumerable.Range(0, node.Op.OutputNames.Count)
            .Select(i => i < node.Outputs.Count && (_used.Contains(node.Outputs[i]) || step.Releases.Contains(node.Outputs[i])) ? Local(node.Outputs[i]) : "_")
            .ToArray();
        return names.Length == 1 ? $"var {names[0]} = " : $"var ({string.Join(", ", names)}) = ";
    }

    private string Local(Value value)
    {
        var name = value.Name;
        for (var i = 2; name != "loss" && !_taken.Add(name); i++) name = $"{value.Name}_{Constants.Of(i)}";
        return _names[value] = CSharp.Identifier(name);
    }

    private string Name(Value value) => _names.TryGetValue(value, out var name)
        ? name
        : value.Producer.Op is ParameterLeaf leaf ? leaf.Path : throw new InvalidOperationException($"{value.Name} is used before it is made.");

    /// <summary>A layer's parameters where the operation works with them, else its name.</summary>
    private static string LayerArgument(Node node)
    {
        var parameter = node.Inputs.Select(v => v.Producer.Op).OfType<ParameterLeaf>().FirstOrDefault();
        return parameter?.Property ?? CSharp.Literal(node.Origin?.Name ?? "loss");
    }

    private string LineDirective(LayerNode layer)
    {
        var (line, column) = _model.Text.PositionOf(layer.Span.Start);
        var (endLine, endColumn) = _model.Text.PositionOf(layer.Span.End);
        return FormattableString.Invariant($"#line ({line},{column})-({endLine},{endColumn}) {Math.Max(1, _writer.Indent)} \"{_documentPath}\"");
    }

    private static IEnumerable<IReadOnlyList<Value>> Chunks(IReadOnlyList<Value> values)
    {
        for (var i = 0; i < values.Count; i += 4) yield return values.Skip(i).Take(4).ToArray();
    }
}
