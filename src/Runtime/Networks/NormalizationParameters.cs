namespace ModelDsl.Runtime;

/// <summary>
/// Scale and shift of a normalisation of each example by itself: layer (Ba et al. 2016), group (Wu &amp; He 2018) or instance normalisation
/// (Ulyanov et al. 2016).
/// </summary>
public sealed class NormalizationParameters : LayerParameters
{
    /// <param name="network">The network that owns the parameters.</param>
    /// <param name="name">The layer's name.</param>
    /// <param name="shape">The axes that a layer normalisation takes its statistics over; [channels] for the others.</param>
    /// <exception cref="ShapeMismatchException">A size is not positive, or there is none.</exception>
    public NormalizationParameters(Network network, string name, ReadOnlySpan<long> shape)
        : base(network, name)
    {
        CheckRank(shape, Math.Max(1, shape.Length), "[size, ...]");
        Weight = AddWeight(shape, Initialization.Ones);
        Bias = network.AddParameter(name, "bias", shape, Initialization.Zeros);
    }

    /// <summary>Gamma; starts at ones.</summary>
    public Parameter Weight { get; }

    /// <summary>Beta; starts at zeros.</summary>
    public Parameter Bias { get; }
}
