namespace ModelDsl.Runtime;

/// <summary>A table of learned vectors: one for each token, or for each position.</summary>
public sealed class EmbeddingParameters : LayerParameters
{
    /// <param name="network">The network that owns the parameters.</param>
    /// <param name="name">The layer's name.</param>
    /// <param name="weight">Sizes of the table: [vectors, features], perhaps behind axes of 1.</param>
    /// <param name="initialization">How it starts.</param>
    public EmbeddingParameters(Network network, string name, ReadOnlySpan<long> weight, Initialization initialization)
        : base(network, name) => Weight = AddWeight(weight, initialization);

    /// <summary>[vectors, features], perhaps behind axes of 1.</summary>
    public Parameter Weight { get; }
}
