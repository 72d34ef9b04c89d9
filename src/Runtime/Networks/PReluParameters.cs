namespace ModelDsl.Runtime;

/// <summary>The learned slopes of a parametric ReLU (He et al. 2015).</summary>
public sealed class PReluParameters : LayerParameters
{
    /// <param name="network">The network that owns the parameters.</param>
    /// <param name="name">The layer's name.</param>
    /// <param name="slopes">1, or one for each channel.</param>
    /// <param name="start">What they start at.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no slope, or it starts at no finite number.</exception>
    public PReluParameters(Network network, string name, int slopes = 1, double start = 0.25)
        : base(network, name)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(slopes, 1);
        Weight = AddWeight([slopes], Initialization.Constant(start));
    }

    /// <summary>[slopes]</summary>
    public Parameter Weight { get; }
}
