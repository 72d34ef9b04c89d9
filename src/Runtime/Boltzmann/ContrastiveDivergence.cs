namespace ModelDsl.Runtime;

/// <summary>
/// How a <see cref="RestrictedBoltzmannMachine"/> learns: contrastive divergence, Hinton 2002. The defaults are those of Hinton's practical guide (2010) for
/// binary units, which also says: a momentum of 0.5 for the first epochs, then of 0.9.
/// </summary>
public sealed record ContrastiveDivergence
{
    /// <summary>k of CD-k: how often the machine goes from its hidden units to the visible ones and back before it is compared with the data.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Below 1.</exception>
    public int Steps
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            field = value;
        }
    } = 1;

    /// <summary>What the gradient is multiplied with; the gradient is the mean over the examples.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative, or not a number.</exception>
    public double LearningRate
    {
        get;
        init => field = NotNegative(value, nameof(LearningRate));
    } = 0.1;

    /// <summary>What stays of the last update: velocity = momentum · velocity + learningRate · gradient, which is added to the numbers.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not within 0 (inclusive) and 1 (exclusive).</exception>
    public double Momentum
    {
        get;
        init => field = value is >= 0 and < 1 ? value : throw new ArgumentOutOfRangeException(nameof(Momentum), value, "It must be at least 0 and below 1.");
    } = 0.9;

    /// <summary>Taken from a weight's gradient, times the weight. Biases have none.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative, or not a number.</exception>
    public double WeightDecay
    {
        get;
        init => field = NotNegative(value, nameof(WeightDecay));
    } = 2e-4;

    /// <summary>
    /// Whether the visible units that the machine makes are drawn, as in a Gibbs chain; only then does CD-k become the likelihood's gradient as k grows. Else
    /// they are the probabilities, which learns faster (Hinton 2010, section 3.2).
    /// </summary>
    public bool SamplesVisible { get; init; }

    private static double NotNegative(double value, string name) =>
        value >= 0 ? value : throw new ArgumentOutOfRangeException(name, value, "It must be at least 0.");
}
