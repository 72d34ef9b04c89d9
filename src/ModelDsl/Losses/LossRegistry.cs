using ModelDsl.Layers;

namespace ModelDsl.Losses;

/// <summary>Every loss of this assembly by keyword and alias; hyphens and case do not matter.</summary>
public static class LossRegistry
{
    /// <summary>All losses, by keyword.</summary>
    public static IReadOnlyList<LossFunction> Functions { get; } = typeof(LossFunction).Assembly.GetTypes()
        .Where(t => !t.IsAbstract && typeof(LossFunction).IsAssignableFrom(t))
        .Select(t => (LossFunction)Activator.CreateInstance(t))
        .OrderBy(f => f.Keyword, StringComparer.Ordinal)
        .ToArray();

    private static readonly Dictionary<string, LossFunction> ByName = Functions
        .SelectMany(function => function.Aliases.Append(function.Keyword).Select(name => (name, function)))
        .ToDictionary(pair => pair.name, pair => pair.function, StringComparer.Ordinal);

    public static LossFunction? Find(string name) => ByName.TryGetValue(LayerRegistry.Normalise(name), out var function) ? function : null;

    /// <summary>The known loss closest to a mistyped name, as it is written, or null where none is near.</summary>
    public static string? Suggest(string name) =>
        Spelling.Closest(LayerRegistry.Normalise(name), ByName.Keys.OrderBy(k => k, StringComparer.Ordinal)) is { } found ? ByName[found].Name : null;
}
