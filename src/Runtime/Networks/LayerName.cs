namespace ModelDsl.Runtime;

/// <summary>
/// What generated code calls a layer by: its name (<c>relu1</c>), within the block that it stands in (<c>bottleneck2_1.relu1</c>). Put together
/// only when someone asks, so that no step makes strings.
/// </summary>
public readonly struct LayerName(string? block, string layer)
{
    /// <summary>The name as messages and checkpoints have it.</summary>
    public override string ToString() => block is null ? layer : $"{block}.{layer}";

    /// <summary>A layer outside all blocks.</summary>
    public static implicit operator LayerName(string layer) => new(null, layer);

    /// <summary>A layer of a block.</summary>
    public static implicit operator LayerName((string Block, string Layer) name) => new(name.Block, name.Layer);
}
