namespace ModelDsl.Runtime;

/// <summary>What one layer of a network learns. Making one registers its parameters and buffers with the network, in order.</summary>
public abstract class LayerParameters
{
    private protected LayerParameters(Network network, string name)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentException.ThrowIfNullOrEmpty(name);
        Network = network;
        Name = name;
    }

    /// <summary>The layer's name: <c>conv1</c>.</summary>
    public string Name { get; }

    /// <summary>The layer, as operations are called with it.</summary>
    public static implicit operator LayerName(LayerParameters layer) => layer.Name;

    internal Network Network { get; }

    private protected Parameter AddWeight(ReadOnlySpan<long> sizes, Initialization initialization, string prefix = "") =>
        Network.AddParameter(Name, prefix + "weight", sizes, initialization);

    private protected Parameter AddBias(long length, string prefix = "") =>
        Network.AddParameter(Name, prefix + "bias", [length], Initialization.Zeros);

    private protected void CheckRank(ReadOnlySpan<long> sizes, int rank, string expected)
    {
        bool positive = true;
        foreach (long size in sizes) positive &= size > 0;
        if (sizes.Length != rank || !positive) throw new ShapeMismatchException($"{Network.Name}.{Name}.weight", expected, sizes);
    }
}
