namespace ModelDsl.Runtime;

/// <summary>Scale and shift of a batch normalisation (Ioffe &amp; Szegedy 2015) and its running statistics, [channels] each.</summary>
public sealed class BatchNormParameters : LayerParameters
{
    /// <exception cref="ArgumentOutOfRangeException">There is no channel.</exception>
    public BatchNormParameters(Network network, string name, int channels)
        : base(network, name)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(channels, 1);
        Weight = AddWeight([channels], Initialization.Ones);
        Bias = AddBias(channels);
        RunningMean = network.AddBuffer(name, "running_mean", [channels], Initialization.Zeros);
        RunningVariance = network.AddBuffer(name, "running_var", [channels], Initialization.Ones);
    }

    /// <summary>Gamma; starts at ones.</summary>
    public Parameter Weight { get; }

    /// <summary>Beta; starts at zeros.</summary>
    public Parameter Bias { get; }

    /// <summary>The moving average of the batches' means; starts at zeros.</summary>
    public Buffer RunningMean { get; }

    /// <summary>The moving average of the batches' unbiased variances; starts at ones.</summary>
    public Buffer RunningVariance { get; }

    /// <summary>Whether training leaves it as it is.</summary>
    internal bool IsFrozen => AreFrozen(Weight, Bias);
}
