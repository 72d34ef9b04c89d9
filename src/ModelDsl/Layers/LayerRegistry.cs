namespace ModelDsl.Layers;

/// <summary>Every layer kind of this assembly by keyword and alias; hyphens and case do not matter.</summary>
public static class LayerRegistry
{
    /// <summary>All kinds, by keyword.</summary>
    public static IReadOnlyList<LayerKind> Kinds { get; } = typeof(LayerKind).Assembly.GetTypes()
        .Where(t => !t.IsAbstract && typeof(LayerKind).IsAssignableFrom(t) && t != typeof(OwnLayerKind))
        .Select(t => (LayerKind)Activator.CreateInstance(t))
        .OrderBy(k => k.Keyword, StringComparer.Ordinal)
        .ToArray();

    private static readonly Dictionary<string, LayerKind> ByName = Kinds
        .SelectMany(kind => kind.Aliases.Append(kind.Keyword).Select(name => (name, kind)))
        .ToDictionary(pair => pair.name, pair => pair.kind, StringComparer.Ordinal);

    public static LayerKind? Find(string name) => ByName.TryGetValue(Normalise(name), out var kind) ? kind : null;

    /// <summary>The known name closest to a mistyped one, or null where none is near.</summary>
    public static string? Suggest(string name) => Spelling.Closest(Normalise(name), ByName.Keys.OrderBy(k => k, StringComparer.Ordinal));

    public static string Normalise(string name) => name.Replace("-", "").ToLowerInvariant();
}
