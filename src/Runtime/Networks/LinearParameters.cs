namespace ModelDsl.Runtime;

/// <summary>Weight and bias of a fully connected layer.</summary>
public sealed class LinearParameters : LayerParameters
{
    /// <param name="network">The network that owns the parameters.</param>
    /// <param name="name">The layer's name.</param>
    /// <param name="weight">Sizes of the weight: [out, in].</param>
    /// <param name="bias">Whether there is a bias, [out]; it starts at zero.</param>
    /// <param name="initialization">How the weight starts.</param>
    /// <exception cref="ShapeMismatchException">The weight's sizes are not two positive numbers.</exception>
    public LinearParameters(Network network, string name, ReadOnlySpan<long> weight, bool bias, Initialization initialization)
        : base(network, name)
    {
        CheckRank(weight, 2, "[out, in]");
        Weight = AddWeight(weight, initialization);
        Bias = bias ? AddBias(weight[0]) : null;
    }

    /// <summary>[out, in]</summary>
    public Parameter Weight { get; }

    /// <summary>[out]</summary>
    public Parameter? Bias { get; }
}
