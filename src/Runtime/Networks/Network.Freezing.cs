namespace ModelDsl.Runtime;

// Parts that training leaves as they are.
public abstract partial class Network
{
    /// <summary>
    /// Freezes layers: training leaves their parameters as they are, to the bit. A frozen batch normalisation normalises by its running statistics, which stay as
    /// they are too, as at inference.
    /// </summary>
    /// <param name="layers">
    /// Names of layers (<c>conv1</c>), of blocks and nets with all that is in them (<c>bottleneck2_1</c>), or with a star what names begin with
    /// (<c>conv*</c>). None for all layers.
    /// </param>
    /// <exception cref="ArgumentException">There is no such layer; none is frozen then.</exception>
    public void Freeze(params string[] layers) => SetFrozen(layers, true);

    /// <summary>Lets layers learn again that <see cref="Freeze"/> or <see cref="FreezeUntil"/> has frozen.</summary>
    /// <param name="layers">As for <see cref="Freeze"/>; none for all layers.</param>
    /// <exception cref="ArgumentException">There is no such layer; all stay as they were.</exception>
    public void Unfreeze(params string[] layers) => SetFrozen(layers, false);

    /// <summary>
    /// Freezes a layer and all that stand before it in <see cref="Layers"/>: <c>net.FreezeUntil("gap")</c>. Where that is all that a model has <c>from</c>
    /// another, a training step runs it as at inference, and no backward pass goes through it.
    /// </summary>
    /// <param name="layer">A layer, or a block or net, which is frozen to its end.</param>
    /// <exception cref="ArgumentException">There is no such layer.</exception>
    public void FreezeUntil(string layer)
    {
        ArgumentException.ThrowIfNullOrEmpty(layer);
        int last = Layers.Count - 1;
        while (last >= 0 && !IsNamed(Layers[last].Name, layer)) last--;
        if (last < 0) throw NoSuchLayer(layer, nameof(layer));
        var names = Layers.Take(last + 1).Select(row => row.Name).ToHashSet(StringComparer.Ordinal);
        foreach (var parameter in _parameters.Where(parameter => IsAmong(names, parameter.Layer))) parameter.IsFrozen = true;
    }

    private void SetFrozen(string[] layers, bool isFrozen)
    {
        ArgumentNullException.ThrowIfNull(layers);
        foreach (var layer in layers)
        {
            ArgumentException.ThrowIfNullOrEmpty(layer, nameof(layers));
            if (!Layers.Any(row => IsNamed(row.Name, layer)) && !_parameters.Any(parameter => IsNamed(parameter.Layer, layer))) throw NoSuchLayer(layer, nameof(layers));
        }

        foreach (var parameter in _parameters)
        {
            if (layers.Length == 0 || layers.Any(layer => IsNamed(parameter.Layer, layer))) parameter.IsFrozen = isFrozen;
        }
    }

    /// <summary>Whether a layer is the one of that name, is in it, or begins so.</summary>
    private static bool IsNamed(string layer, string name) => name[^1] == '*'
        ? layer.StartsWith(name.AsSpan(0, name.Length - 1), StringComparison.Ordinal)
        : layer.StartsWith(name, StringComparison.Ordinal) && (layer.Length == name.Length || layer[name.Length] == '.');

    /// <summary>Whether a layer, or what it is a part of (<c>attention1.query</c>), is one of those.</summary>
    private static bool IsAmong(HashSet<string> names, string layer) =>
        names.Contains(layer) || (layer.LastIndexOf('.') is > 0 and var end && IsAmong(names, layer[..end]));

    private ArgumentException NoSuchLayer(string layer, string argument)
    {
        string[] known = [.. Layers.Select(row => row.Name.Split('.')[0]).Distinct()];
        var more = known.Length > 20 ? $" and {known.Length - 20} more" : "";
        return new ArgumentException($"{Name} has no layer '{layer}'; it has {string.Join(", ", known.Take(20))}{more}.", argument);
    }
}
