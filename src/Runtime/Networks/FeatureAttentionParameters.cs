namespace ModelDsl.Runtime;

/// <summary>What the position attention of Fu et al. 2019 learns: its three convolutions of 1x1, and how much of it is added.</summary>
public sealed class SpatialAttentionParameters : LayerParameters
{
    /// <param name="network">The network that owns the parameters.</param>
    /// <param name="name">The layer's name.</param>
    /// <param name="channels">Channels of the map.</param>
    /// <param name="features">Channels of queries and keys.</param>
    /// <param name="gamma">What gamma starts at.</param>
    /// <exception cref="ShapeMismatchException">A number of channels is not positive.</exception>
    public SpatialAttentionParameters(Network network, string name, int channels, int features, double gamma = 0)
        : base(network, name)
    {
        Query = Projection("query", channels, features);
        Key = Projection("key", channels, features);
        Value = Projection("value", channels, channels);
        Gamma = network.AddParameter(name, "gamma", [1], Initialization.Constant(gamma));
    }

    /// <summary>[features, channels, 1, 1]</summary>
    public ConvolutionParameters Query { get; }

    /// <summary>[features, channels, 1, 1]</summary>
    public ConvolutionParameters Key { get; }

    /// <summary>[channels, channels, 1, 1]</summary>
    public ConvolutionParameters Value { get; }

    /// <summary>[1]: how much of the attention is added; starts at 0 unless told otherwise.</summary>
    public Parameter Gamma { get; }

    private ConvolutionParameters Projection(string role, int channels, int width) =>
        new(Network, $"{Name}.{role}", [width, channels, 1, 1], bias: true, Initialization.Glorot);
}

/// <summary>What the channel attention of Fu et al. 2019 learns: how much of it is added.</summary>
public sealed class ChannelAttentionParameters : LayerParameters
{
    /// <param name="network">The network that owns the parameters.</param>
    /// <param name="name">The layer's name.</param>
    /// <param name="gamma">What gamma, the paper's beta, starts at.</param>
    public ChannelAttentionParameters(Network network, string name, double gamma = 0)
        : base(network, name) => Gamma = network.AddParameter(name, "gamma", [1], Initialization.Constant(gamma));

    /// <summary>[1]: how much of the attention is added; starts at 0 unless told otherwise.</summary>
    public Parameter Gamma { get; }
}
