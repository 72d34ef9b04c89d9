namespace ModelDsl.Runtime;

/// <summary>Weight and bias of a transposed convolution.</summary>
public sealed class DeconvolutionParameters : LayerParameters
{
    /// <param name="network">The network that owns the parameters.</param>
    /// <param name="name">The layer's name.</param>
    /// <param name="weight">Sizes of the weight: [in, out / groups, kernel height, kernel width].</param>
    /// <param name="bias">Whether there is a bias, [out]; it starts at zero.</param>
    /// <param name="initialization">How the weight starts; of its sizes the second counts as the inputs, as in PyTorch.</param>
    /// <param name="groups">The parts that the channels are cut into.</param>
    /// <exception cref="ShapeMismatchException">The weight's sizes are not four positive numbers.</exception>
    /// <exception cref="ArgumentOutOfRangeException">There is no group.</exception>
    public DeconvolutionParameters(
        Network network, string name, ReadOnlySpan<long> weight, bool bias, Initialization initialization, int groups = 1)
        : base(network, name)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(groups, 1);
        CheckRank(weight, 4, "[in, out / groups, height, width]");
        Weight = AddWeight(weight, initialization);
        Bias = bias ? AddBias(weight[1] * groups) : null;
    }

    /// <summary>[in, out / groups, kernel height, kernel width]</summary>
    public Parameter Weight { get; }

    /// <summary>[out]</summary>
    public Parameter? Bias { get; }

    /// <summary>Whether a backward pass is to find its gradients.</summary>
    internal bool Learns => DoLearn(Weight, Bias);
}
