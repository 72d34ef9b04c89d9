using ModelDsl.Graphs;
using ModelDsl.Layers;
using ModelDsl.Syntax;
using ModelDsl.Text;

namespace ModelDsl.Binding;

/// <summary>A block, and the file it stands in: there it finds the blocks it uses itself.</summary>
internal sealed class BlockDefinition(BlockSyntax syntax, SourceText text, Definitions scope)
{
    public BlockSyntax Syntax { get; } = syntax;

    public SourceText Text { get; } = text;

    /// <summary>What its own file defines and uses.</summary>
    public Definitions Scope { get; } = scope;

    public string Name => Syntax.Name.Text;
}

/// <summary>
/// The blocks that the lines of one file may use, by name; case and hyphens do not matter. With them the project's own layers, and the models that others may
/// begin with.
/// </summary>
internal sealed class Definitions(OwnLayers layers)
{
    private readonly Dictionary<string, BlockDefinition> _blocks = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ModelDefinition> _models = new(StringComparer.Ordinal);

    /// <summary>The layers that C# classes of the project declare.</summary>
    public OwnLayers Layers { get; } = layers;

    /// <summary>Those of the file itself.</summary>
    public IEnumerable<BlockDefinition> Own => _blocks.Values.Where(b => b.Scope == this);

    public IEnumerable<string> Names => _blocks.Values.Select(b => b.Name);

    public BlockDefinition? Find(string name) => _blocks.TryGetValue(LayerRegistry.Normalise(name), out var block) ? block : null;

    /// <summary>The models of the file itself.</summary>
    public IEnumerable<ModelDefinition> OwnModels => _models.Values.Where(m => m.Scope == this);

    public IEnumerable<string> ModelNames => _models.Keys;

    /// <summary>By the class that it becomes, or as it is written: <c>ResNet-50</c>.</summary>
    public ModelDefinition? FindModel(string name) => _models.TryGetValue(Naming.Pascal(name), out var model) ? model : null;

    /// <summary>Where the name is taken, the first stands; two of a file are reported elsewhere.</summary>
    public void Add(ModelDefinition model)
    {
        if (!_models.ContainsKey(model.Variant.Name)) _models.Add(model.Variant.Name, model);
    }

    /// <summary>False where the name is taken.</summary>
    public bool Add(BlockDefinition block)
    {
        var name = LayerRegistry.Normalise(block.Name);
        if (_blocks.ContainsKey(name)) return false;
        _blocks.Add(name, block);
        return true;
    }
}

/// <summary>A block with its arguments: <c>bottleneck(128, 2)</c>. An argument is null where a block is checked without a use.</summary>
internal sealed class BlockUse(BlockDefinition definition, IReadOnlyList<double?> arguments)
{
    public BlockDefinition Definition { get; } = definition;

    public IReadOnlyList<double?> Arguments { get; } = arguments;

    /// <summary><c>bottleneck(128, 2)</c>; arguments at the end that are the defaults are left out.</summary>
    public string Title { get; } = TitleOf(definition, arguments);

    public NumberScope Numbers()
    {
        var numbers = new NumberScope();
        for (var i = 0; i < Arguments.Count; i++) numbers.Define(Definition.Syntax.Parameters[i].Name.Text, Arguments[i]);
        return numbers;
    }

    private static string TitleOf(BlockDefinition definition, IReadOnlyList<double?> arguments)
    {
        var count = arguments.Count;
        while (count > 0 && definition.Syntax.Parameters[count - 1].Default is NumberExpression usual && usual.Number == arguments[count - 1]) count--;
        return count == 0 ? definition.Name : $"{definition.Name}({string.Join(", ", arguments.Take(count).Select(a => a is { } number ? Ops.Constants.Of(number) : "?"))})";
    }
}
