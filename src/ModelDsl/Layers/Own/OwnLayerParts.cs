using ModelDsl.Diagnostics;
using ModelDsl.Ops;

namespace ModelDsl.Layers;

/// <summary>An option of an own layer. A default without a point is whole, and so is every value then.</summary>
internal sealed record OwnOption(string Name, double Default, bool IsWhole)
{
    /// <summary>What the language's options declare.</summary>
    public Option ToOption(int position) => IsWhole
        ? new Option(Name, OptionForm.Count) { Position = position }
        : new Option(Name, OptionForm.Number) { Position = position };
}

/// <summary>A tensor that an own layer learns.</summary>
/// <param name="Name">In C# and in checkpoints: <c>weight</c>.</param>
/// <param name="Sizes">Over the names of the shape rule.</param>
/// <param name="Initialization">The C# of how it begins.</param>
internal sealed record OwnParameter(string Name, IReadOnlyList<RuleSize> Sizes, string Initialization);

/// <summary>The texts of a declaration, read.</summary>
internal sealed record OwnLayerParts(IReadOnlyList<OwnOption> Options, ShapeRule Rule, IReadOnlyList<OwnParameter> Parameters)
{
    /// <summary>At most so many, as tuples of the runtime's signatures go.</summary>
    public const int MaximalParameters = 4;

    // What generated code gives the methods by these names.
    private static readonly string[] Reserved = ["step", "layer", "gradient", "x", "y"];

    /// <summary>Reads a declaration.</summary>
    /// <param name="layer">It.</param>
    /// <param name="mistake">The first mistake, where there is one.</param>
    public static OwnLayerParts? Read(OwnLayer layer, out OwnLayerMistake? mistake)
    {
        var part = OwnLayerPart.Options;
        mistake = null;
        try
        {
            var taken = new HashSet<string>(Reserved, StringComparer.Ordinal);
            var options = ReadOptions(new RuleReader(layer.Options), taken);
            part = OwnLayerPart.Shape;
            var rule = ReadRule(layer.Shape, taken);
            part = OwnLayerPart.Parameters;
            return new OwnLayerParts(options, rule, ReadParameters(new RuleReader(layer.Parameters), rule, options, taken));
        }
        catch (RuleException e)
        {
            mistake = new OwnLayerMistake(part, Catalogue.WrongDeclaration(layer.Keyword, part.ToString(), e.Message));
            return null;
        }
    }

    private static IReadOnlyList<OwnOption> ReadOptions(RuleReader reader, HashSet<string> taken)
    {
        var options = new List<OwnOption>();
        if (reader.AtEnd) return options;
        do
        {
            var name = reader.Name("an option");
            Claim(name, taken);
            if (options.Any(o => LayerRegistry.Normalise(o.Name) == LayerRegistry.Normalise(name))) throw new RuleException($"'{name}' differs from another option in case only");
            if (!reader.Take("=")) throw reader.Expected($"'=' and the default of '{name}'");
            var (value, isWhole) = reader.Number();
            options.Add(new OwnOption(name, value, isWhole));
        }
        while (reader.Take(","));
        return reader.AtEnd ? options : throw reader.Expected("',' before another option");
    }

    private static ShapeRule ReadRule(string text, HashSet<string> taken)
    {
        var reader = new RuleReader(text);
        var input = reader.Sizes();
        foreach (var size in input)
        {
            if (size.Term is BinaryTerm) throw new RuleException($"'{size.Text}' is no axis: before '->' stand names and whole numbers");
        }

        if (!reader.Take("->")) throw reader.Expected("'->' and the output's sizes");
        var rule = new ShapeRule(text, input, reader.Sizes());
        if (!reader.AtEnd) throw reader.Expected("'x' before another size");
        var options = new HashSet<string>(taken.Except(Reserved), StringComparer.Ordinal);
        foreach (var axis in rule.Axes) Claim(axis, taken);
        CheckNames(rule.Output, rule, options);
        return rule;
    }

    private static IReadOnlyList<OwnParameter> ReadParameters(RuleReader reader, ShapeRule rule, IReadOnlyList<OwnOption> options, HashSet<string> taken)
    {
        var parameters = new List<OwnParameter>();
        if (reader.AtEnd) return parameters;
        do
        {
            var name = reader.Name("a parameter");
            Claim(name, taken);
            var sizes = reader.Sizes();
            CheckNames(sizes, rule, new HashSet<string>(options.Select(o => o.Name), StringComparer.Ordinal));
            parameters.Add(new OwnParameter(name, sizes, reader.Take("=") ? ReadInitialization(reader) : sizes.Count > 1 ? "Initialization.Glorot" : "Initialization.Zeros"));
        }
        while (reader.Take(","));
        if (!reader.AtEnd) throw reader.Expected("',' before another parameter");
        return parameters.Count <= MaximalParameters ? parameters : throw new RuleException($"a layer of one's own learns at most {MaximalParameters} tensors");
    }

    private static string ReadInitialization(RuleReader reader)
    {
        foreach (var word in new[] { "he", "glorot", "lecun" })
        {
            if (reader.Take(word)) return "Initialization." + (word == "lecun" ? "LeCun" : char.ToUpperInvariant(word[0]) + word.Substring(1));
        }

        foreach (var word in new[] { "normal", "uniform" })
        {
            if (!reader.Take(word)) continue;
            var width = reader.Number().Value;
            return width > 0
                ? $"Initialization.{char.ToUpperInvariant(word[0])}{word.Substring(1)}({Constants.Of(width)})"
                : throw new RuleException($"'{word}' takes a number above 0");
        }

        return $"Initialization.Constant({Constants.Of(reader.Number().Value)})";
    }

    private static void Claim(string name, HashSet<string> taken)
    {
        if (!taken.Add(name)) throw new RuleException($"the name '{name}' is taken");
    }

    private static void CheckNames(IEnumerable<RuleSize> sizes, ShapeRule rule, HashSet<string> options)
    {
        foreach (var size in sizes)
        {
            if (size.IsRest && !rule.Input.Any(s => s.IsRest)) throw new RuleException("'...' stands for axes of the input, which has none there");
            var unknown = size.Term?.Names.FirstOrDefault(n => !options.Contains(n) && !rule.Axes.Contains(n));
            if (unknown is not null) throw new RuleException($"'{unknown}' is neither an axis of the input nor an option");
        }
    }
}
