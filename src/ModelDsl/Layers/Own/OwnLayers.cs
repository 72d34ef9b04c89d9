using ModelDsl.Text;

namespace ModelDsl.Layers;

/// <summary>The layers that a project declares of its own, by keyword; case and hyphens do not matter.</summary>
internal sealed class OwnLayers
{
    private readonly Dictionary<string, OwnLayerKind> _kinds = new(StringComparer.Ordinal);

    public OwnLayers(IEnumerable<OwnLayer> layers)
    {
        // Of two with one keyword, which is an error at the second class, the first stands.
        foreach (var layer in layers)
        {
            var name = LayerRegistry.Normalise(layer.Keyword);
            if (!_kinds.ContainsKey(name)) _kinds.Add(name, new OwnLayerKind(layer));
        }
    }

    public static OwnLayers None { get; } = new([]);

    /// <summary>The keywords as the language writes them.</summary>
    public IEnumerable<string> Keywords => _kinds.Values.Select(k => k.Keyword);

    public OwnLayerKind? Find(string name) => _kinds.Count > 0 && _kinds.TryGetValue(LayerRegistry.Normalise(name), out var kind) ? kind : null;
}
