namespace ModelDsl.Runtime;

/// <summary>
/// The projections of a multi-head attention, named, laid out and begun as PyTorch's nn.MultiheadAttention: <c>in_proj_weight</c>,
/// <c>in_proj_bias</c>, <c>out_proj.weight</c>, <c>out_proj.bias</c>.
/// </summary>
public sealed class AttentionParameters : LayerParameters
{
    /// <param name="network">The network that owns the parameters.</param>
    /// <param name="name">The layer's name.</param>
    /// <param name="features">Features of a step, C.</param>
    public AttentionParameters(Network network, string name, int features)
        : base(network, name)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(features, 1);
        In = new LinearParameters(network, name, "in_proj_", [3 * features, features], bias: true, Initialization.Glorot);
        Out = new LinearParameters(network, name, "out_proj.", [features, features], bias: true, Initialization.Uniform(1 / Math.Sqrt(features)));
    }

    /// <summary>To queries, keys and values, one below the other: [3C, C].</summary>
    public LinearParameters In { get; }

    /// <summary>From what the heads saw: [C, C].</summary>
    public LinearParameters Out { get; }
}
