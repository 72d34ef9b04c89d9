namespace ModelDsl.Runtime;

/// <summary>The two linear layers of a position-wise feed-forward network (Vaswani et al. 2017).</summary>
public sealed class FeedForwardParameters : LayerParameters
{
    /// <param name="network">The network that owns the parameters.</param>
    /// <param name="name">The layer's name.</param>
    /// <param name="features">Features of a step.</param>
    /// <param name="width">Units between the two.</param>
    /// <param name="inner">How the first one's weight starts.</param>
    public FeedForwardParameters(Network network, string name, int features, int width, Initialization inner)
        : base(network, name)
    {
        Inner = new LinearParameters(network, name, "inner.", [width, features], bias: true, inner);
        Outer = new LinearParameters(network, name, "outer.", [features, width], bias: true, Initialization.Glorot);
    }

    /// <summary>[width, features]</summary>
    public LinearParameters Inner { get; }

    /// <summary>[features, width]</summary>
    public LinearParameters Outer { get; }
}
