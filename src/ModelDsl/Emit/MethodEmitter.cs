using System.Text;
using ModelDsl.Graphs;
using ModelDsl.Ops;
using ModelDsl.Optimisation;

namespace ModelDsl.Emit;

/// <summary>Writes a plan as the statements of a method: one operation a line, with its shape, and what it releases.</summary>
internal sealed class MethodEmitter
{
    private readonly CodeWriter _writer;
    private readonly SourcePlaces _places;
    private readonly string? _block;
    private readonly StringBuilder _line = new();
    private readonly Dictionary<Value, string> _names = [];
    private readonly HashSet<string> _taken = new(StringComparer.Ordinal)
    {
        "step", "input", "labels", "target", "targets", "optimizer", "output", "gradient", "activations", "saved", "x", "loss",
    };

    private readonly HashSet<Value> _used = [];

    /// <param name="writer">Where to.</param>
    /// <param name="places">Where layers are written.</param>
    /// <param name="block">The C# of the name of the block whose method it is; null for a model's.</param>
    public MethodEmitter(CodeWriter writer, SourcePlaces places, string? block = null)
    {
        _writer = writer;
        _places = places;
        _block = block;
    }

    /// <summary>The C# of a value: its local variable, or what it was <see cref="Bind">bound</see> to.</summary>
    public string this[Value value] => _names[value];

    /// <summary>Gives a value that the method is called with its expression.</summary>
    public void Bind(Value value, string expression) => _names[value] = expression;

    /// <summary>Keeps a name from being a local variable's: it is a parameter's.</summary>
    public void Reserve(string name) => _taken.Add(name);

    /// <summary>The operations. A value named <c>x</c> or <c>loss</c> in the graph keeps that name.</summary>
    public void Write(Plan plan)
    {
        _used.UnionWith(plan.Results);
        foreach (var step in plan.Steps) _used.UnionWith(step.Node.Inputs);
        foreach (var step in plan.Steps) Write(step);
        if (plan.Steps.Count > 0) _writer.Directive("#line default");
    }

    private void Write(PlanStep step)
    {
        var node = step.Node;
        _line.Clear();
        Declare(step);
        _line.Append(node.Op.Emit(new OpCall(node, LayerArgument(node), Name, _used.Contains, step.Reuse))).Append(';');
        Release(step.Releases);
        if (node.Outputs.Length > 0 && node.Op is not (BackwardOp or LossOp or BlockBackward or OwnBackward)) _line.Append("  // ").Append(node.Outputs[0].Type.Shape);
        if (node.Origin is { } origin) _writer.Directive(_places.DirectiveOf(origin, _writer.Indent));
        _writer.Line(_line.ToString());
    }

    /// <summary><c>var conv1 = </c>, or of several outputs those that are used: <c>var (_, dConv1Weight, dConv1Bias) = </c>. Nothing for what is only done.</summary>
    private void Declare(PlanStep step)
    {
        var node = step.Node;
        var count = node.Op.OutputNames.Length;
        if (count == 0 || (node.Op.IsEffect && !node.Outputs.Any(IsWanted))) return;
        _line.Append(count == 1 ? "var " : "var (");
        for (var i = 0; i < count; i++)
        {
            _line.Append(i == 0 ? "" : ", ").Append(i < node.Outputs.Length && IsWanted(node.Outputs[i]) ? Local(node.Outputs[i]) : "_");
        }

        _line.Append(count == 1 ? " = " : ") = ");

        bool IsWanted(Value output) => _used.Contains(output) || step.Releases.Contains(output);
    }

    /// <summary>At most four in a call.</summary>
    private void Release(IReadOnlyList<Value> values)
    {
        for (var i = 0; i < values.Count; i++)
        {
            _line.Append(i % 4 == 0 ? " step.Release(" : ", ").Append(Name(values[i]));
            if (i % 4 == 3 || i == values.Count - 1) _line.Append(");");
        }
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
    private string LayerArgument(Node node)
    {
        var parameter = node.Inputs.Select(v => v.Producer.Op).OfType<ParameterLeaf>().FirstOrDefault();
        if (parameter is not null) return parameter.Property;
        var name = CSharp.Literal(node.Origin?.Name ?? "loss");
        return _block is null ? name : $"({_block}, {name})";
    }
}
