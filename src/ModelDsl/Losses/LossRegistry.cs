using ModelDsl.Layers;

namespace ModelDsl.Losses;

/// <summary>Every loss of this assembly by keyword; hyphens and case do not matter.</summary>
public static class LossRegistry
{
    /// <summary>All losses, by keyword.</summary>
    public static IReadOnlyList<LossFunction> Functions { get; } = typeof(LossFunction).Assembly.GetTypes()
        .Where(t => !t.IsAbstract && typeof(LossFunction).IsAssignableFrom(t))
        .Select(t => (LossFunction)Activator.CreateInstance(t))
        .OrderBy(f => f.Keyword, StringComparer.Ordinal)
        .ToArray();

    private static readonly Dictionary<string, LossFunction> ByKeyword = Functions.ToDictionary(f => f.Keyword, StringComparer.Ordinal);

    private static readonly Dictionary<string, LossFunction> ByOtherName = Functions
        .SelectMany(function => function.KnownAs.Select(name => (name, function)))
        .ToDictionary(pair => pair.name, pair => pair.function, StringComparer.Ordinal);

    public static LossFunction? Find(string name) => ByKeyword.TryGetValue(LayerRegistry.Normalise(name), out var function) ? function : null;

    /// <summary>The loss that others call so, or the one closest to a mistyped name, null where none is near.</summary>
    public static LossFunction? Suggest(string name)
    {
        var word = LayerRegistry.Normalise(name);
        if (ByOtherName.TryGetValue(word, out var known)) return known;
        return Spelling.Closest(word, ByKeyword.Keys.OrderBy(k => k, StringComparer.Ordinal)) is { } found ? ByKeyword[found] : null;
    }
}
