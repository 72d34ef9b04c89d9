namespace ModelDsl.Runtime;

/// <summary>Weight and bias of a convolution.</summary>
public sealed class ConvolutionParameters : LayerParameters
{
    /// <param name="network">The network that owns the parameters.</param>
    /// <param name="name">The layer's name.</param>
    /// <param name="weight">Sizes of the weight: [out, in / groups, kernel height, kernel width].</param>
    /// <param name="bias">Whether there is a bias, [out]; it starts at zero.</param>
    /// <param name="initialization">How the weight starts.</param>
    /// <exception cref="ShapeMismatchException">The weight's sizes are not four positive numbers.</exception>
    public ConvolutionParameters(Network network, string name, ReadOnlySpan<long> weight, bool bias, Initialization initialization)
        : base(network, name)
    {
        CheckRank(weight, 4, "[out, in / groups, height, width]");
        Weight = AddWeight(weight, initialization);
        Bias = bias ? AddBias(weight[0]) : null;
        Prepared = new PreparedWeights();
        network.Own(Prepared);
    }

    /// <summary>[out, in / groups, kernel height, kernel width]</summary>
    public Parameter Weight { get; }

    /// <summary>[out]</summary>
    public Parameter? Bias { get; }

    /// <summary>The weights as inference reads them.</summary>
    internal PreparedWeights Prepared { get; }

    /// <summary>Whether cuDNN has refused to convolve, add and apply ReLU at once with these sizes: it is not asked again.</summary>
    internal bool IsRefusedByCudnn { get; set; }

    /// <summary>Whether a backward pass is to find its gradients.</summary>
    internal bool Learns => DoLearn(Weight, Bias);
}
