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
        : this(network, name, "", weight, bias, initialization)
    {
    }

    /// <summary>A part of a larger layer: its parameters' names begin with the prefix.</summary>
    internal LinearParameters(Network network, string name, string prefix, ReadOnlySpan<long> weight, bool bias, Initialization initialization)
        : base(network, name)
    {
        CheckRank(weight, 2, "[out, in]");
        Weight = AddWeight(weight, initialization, prefix);
        Bias = bias ? AddBias(weight[0], prefix) : null;
    }

    /// <summary>[out, in]</summary>
    public Parameter Weight { get; }

    /// <summary>[out]</summary>
    public Parameter? Bias { get; }

    /// <summary>Whether a backward pass is to find its gradients.</summary>
    internal bool Learns => DoLearn(Weight, Bias);
}
