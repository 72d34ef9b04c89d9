namespace ModelDsl.Runtime;

/// <summary>An operation of a layer failed. The message names network, layer and the layer's place in the <c>.net</c> file.</summary>
public sealed class LayerException : Exception
{
    internal LayerException(Network network, LayerName layer, string message, Exception? inner = null)
        : this(network.Name, layer.ToString(), network.SourceOf(layer.ToString()), message, inner)
    {
    }

    private LayerException(string network, string layer, string? place, string message, Exception? inner)
        : base(place is null ? $"{network}.{layer}: {message}" : $"{network}.{layer} ({place}): {message}", inner)
    {
        Network = network;
        Layer = layer;
        Place = place;
    }

    /// <summary>The network's name: <c>LeNet5</c>.</summary>
    public string Network { get; }

    /// <summary>The layer's name: <c>conv1</c>.</summary>
    public string Layer { get; }

    /// <summary>Where the layer is written, <c>models/lenet5.net(3)</c>; null for a name that is not in the network's table.</summary>
    public string? Place { get; }
}
