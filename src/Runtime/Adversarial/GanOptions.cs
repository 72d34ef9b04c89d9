namespace ModelDsl.Runtime.Adversarial;

/// <summary>How a <see cref="Gan{TNoise, TSample, TScore}"/> learns.</summary>
public sealed record GanOptions
{
    /// <summary>What the generator makes samples from.</summary>
    public Latent Latent { get; init; } = Latent.Normal;

    /// <summary>
    /// k of Goodfellow et al. 2014, algorithm 1: steps of the discriminator for one of the generator. The discriminator learns from every batch, the generator with every k-th of an epoch.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Below 1.</exception>
    public int DiscriminatorSteps
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            field = value;
        }
    } = 1;

    /// <summary>
    /// What the discriminator is to say of real examples. With less than 1, 0.9 say, it is never quite sure, and leaves the generator something to learn: label smoothing of one
    /// side only (Salimans et al. 2016).
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Not above 0, or above 1.</exception>
    public double RealTarget
    {
        get;
        init => field = value is > 0 and <= 1 ? value : throw new ArgumentOutOfRangeException(nameof(RealTarget), value, "It must be above 0 and at most 1.");
    } = 1;
}
