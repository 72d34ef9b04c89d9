using ModelDsl.Graphs;

namespace ModelDsl.Emit;

/// <summary>
/// Writes, for a model of several inputs or of no or several targets, what a trainer calls, and where there are several the classes of what it takes: a batch,
/// and the data set that makes such.
/// </summary>
/// <param name="writer">Where to.</param>
/// <param name="signature">What the model's methods take.</param>
/// <param name="comparesOutput">Whether it is the first output that the labels are held against.</param>
internal sealed class TrainableEmitter(CodeWriter writer, Signature signature, bool comparesOutput)
{
    private const string Examples = Signature.DataNamespace + ".Examples", Table = Signature.DataNamespace + ".ExampleTable<Dataset>";

    // What the classes have by themselves.
    private static readonly HashSet<string> Taken = new(StringComparer.Ordinal)
    {
        "Add", "Batch", "Column", "Count", "CreateBatch", "Dataset", "ElementType", "Equals", "Finalize", "Folds", "GetHashCode", "GetType", "Index", "LoaderThreads", "MemberwiseClone", "OfClasses", "OnThreads",
        "PerClass", "ReferenceEquals", "Select", "Selected", "Split", "Take", "ToString",
    };

    private readonly (string Type, string Name, string Kind, string Property)[] _columns =
    [
        .. signature.Inputs.Select(i => (i.Type, i.Name, "input", Property(i.Name, signature.Targets, "Input"))),
        .. signature.Targets.Select(t => (t.Type, t.Name, "target", Property(t.Name, signature.Inputs, "Target"))),
    ];

    private bool IsOfInputAlone => signature.Inputs.Count == 1 && signature.Targets.Count == 0;

    public void Write()
    {
        if (signature.Batch is not { } batch)
        {
            if (signature.Targets[0].Type == "Labels" && !comparesOutput) writer.Line().Line("/// <inheritdoc/>").Line("protected override bool ComparesOutput => false;");
            return;
        }

        var taken = IsOfInputAlone ? "batch.Input" : string.Join(", ", _columns.Select(c => $"batch.{c.Property}"));
        writer.Line().Line($"Network ITrainable<{batch}>.Network => this;")
            .Line().Line($"float ITrainable<{batch}>.TrainStep({batch} batch, Optimizer optimizer) => TrainStep({taken}, optimizer);")
            .Line().Line($"(float Loss, Tensor Output) ITrainable<{batch}>.Evaluate({batch} batch) => (Evaluate({taken}, out var output), output);");
        if (IsOfInputAlone) return;
        var labels = _columns.FirstOrDefault(c => c.Type == "Labels").Property;
        if (labels is not null && comparesOutput) writer.Line().Line($"Labels? ITrainable<{batch}>.ClassesOf({batch} batch) => batch.{labels};");
        WriteDataset();
        WriteBatch();
    }

    /// <summary>Its kind goes with the name where the class has that already, or an input and a target share it.</summary>
    private static string Property(string name, IEnumerable<(string Type, string Name)> others, string kind) =>
        Naming.Pascal(name) is var property && (Taken.Contains(property) || others.Any(other => Naming.Pascal(other.Name) == property)) ? property + kind : property;

    private static string OfType(string tensor) => $"{Examples}<{tensor}>";

    private void WriteDataset()
    {
        writer.Line().Line("/// <summary>Examples to learn from or to be tested on: what each input takes and each target is, in the same order.</summary>")
            .Open($"public sealed class Dataset : {Table}, {Signature.DataNamespace}.IDataset<Batch>")
            .Line("/// <exception cref=\"System.ArgumentException\">There are no examples, or not as many of one as of another.</exception>")
            .Line($"public Dataset({string.Join(", ", _columns.Select(c => $"{OfType(c.Type)} {CSharp.Identifier(c.Name)}"))})").Open("");
        foreach (var (_, name, _, property) in _columns) writer.Line($"{(property == name ? "this." : "")}{property} = Column({CSharp.Identifier(name)}, {CSharp.Literal(name)});");
        writer.Close();
        foreach (var (type, name, kind, property) in _columns) writer.Line().Line($"/// <summary>The {kind} <c>{name}</c> of each.</summary>").Line($"public {OfType(type)} {property} {{ get; }}");
        writer.Line().Line("/// <inheritdoc/>")
            .Line("public Batch CreateBatch(int count, ElementType elementType = ElementType.Float32, Device device = default) => new Batch(this, count, elementType, device);")
            .Line().Line("/// <inheritdoc/>")
            .Line($"protected override Dataset Selected(int[] indices) => new Dataset({string.Join(", ", _columns.Select(c => $"{c.Property}.Select(indices)"))});").Close();
    }

    private void WriteBatch()
    {
        writer.Line().Line("/// <summary>Some examples at once.</summary>").Open($"public sealed class Batch : {Signature.DataNamespace}.Batch")
            .Line("internal Batch(Dataset data, int count, ElementType elementType, Device device)").Line("    : base(count, elementType, device)").Open("");
        foreach (var (_, _, _, property) in _columns) writer.Line($"{property} = Add(data.{property});");
        writer.Close();
        foreach (var (type, name, kind, property) in _columns) writer.Line().Line($"/// <summary>The {kind} <c>{name}</c>, an example in each row.</summary>").Line($"public {type} {property} {{ get; }}");
        writer.Close();
    }
}
