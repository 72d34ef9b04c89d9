using ModelDsl.Runtime.Training.Schedules;

namespace ModelDsl.Runtime.Training;

/// <summary>How the learning rate changes during training: a factor on the optimiser's own rate for each step. Schedules are values: using one changes nothing in it.</summary>
public abstract record LearningRateSchedule
{
    /// <summary>The optimiser's rate from the first step to the last.</summary>
    public static LearningRateSchedule Constant { get; } = new ConstantRate();

    /// <summary>
    /// Rises linearly to the full rate, then falls along half a cosine (Loshchilov and Hutter 2017, without restarts):
    /// end + (1 - end) / 2 (1 + cos(pi t)), t from 0 to 1 over the steps after the warm-up.
    /// </summary>
    /// <param name="warmUp">Epochs, or a part of one, over which the rate rises.</param>
    /// <param name="end">The factor of the last step.</param>
    public static LearningRateSchedule Cosine(double warmUp = 0.5, double end = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(warmUp);
        ArgumentOutOfRangeException.ThrowIfNegative(end);
        return new CosineRate(warmUp, end);
    }

    /// <summary>
    /// Falls as one over the time: 1 / (1 + decay · t), t in epochs, from step to step. The sum of all rates grows without limit and that of their squares does not, which is
    /// what Robbins and Monro 1951 ask of a stochastic descent.
    /// </summary>
    /// <param name="decay">How fast: the rate is half after 1 / decay epochs.</param>
    public static LearningRateSchedule Inverse(double decay = 1)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(decay);
        return new InverseRate(decay);
    }

    /// <summary>Falls to a part of itself every so many epochs: factor^floor(t / every).</summary>
    /// <param name="every">Epochs, or a part of one, between two falls.</param>
    /// <param name="factor">What is left after each.</param>
    public static LearningRateSchedule Steps(double every, double factor = 0.1)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(every);
        ArgumentOutOfRangeException.ThrowIfNegative(factor);
        return new StepRate(every, factor);
    }

    /// <summary>
    /// One cycle (Smith and Topin 2018), as PyTorch's OneCycleLR has it: along half a cosine from <paramref name="start"/> up to the optimiser's rate, then along another down to
    /// <paramref name="end"/> at the last step.
    /// </summary>
    /// <param name="start">The factor of the first step.</param>
    /// <param name="end">The factor of the last step.</param>
    /// <param name="rise">The part of all steps in which the rate rises.</param>
    public static LearningRateSchedule OneCycle(double start = 0.04, double end = 4e-6, double rise = 0.3)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(start);
        ArgumentOutOfRangeException.ThrowIfNegative(end);
        if (!(rise is > 0 and < 1)) throw new ArgumentOutOfRangeException(nameof(rise), rise, "It must be above 0 and below 1.");
        return new OneCycleRate(start, end, rise);
    }

    /// <summary>
    /// Falls to a part of itself when the loss on the test examples (without these, on the training examples) has not become lower for some epochs.
    /// </summary>
    /// <param name="factor">What is left after each fall.</param>
    /// <param name="patience">Epochs without progress that are let pass.</param>
    /// <param name="least">Progress is a loss lower than the lowest so far by this part of it.</param>
    public static LearningRateSchedule Plateau(double factor = 0.1, int patience = 10, double least = 1e-4)
    {
        if (!(factor is >= 0 and < 1)) throw new ArgumentOutOfRangeException(nameof(factor), factor, "It must be at least 0 and below 1.");
        ArgumentOutOfRangeException.ThrowIfNegative(patience);
        ArgumentOutOfRangeException.ThrowIfNegative(least);
        return new PlateauRate(factor, patience, least);
    }

    /// <summary>This schedule, with its factors scaled linearly from 1 / steps up to themselves over the first epochs.</summary>
    /// <param name="epochs">Epochs, or a part of one, over which the rate rises.</param>
    public LearningRateSchedule WithWarmUp(double epochs)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(epochs);
        return new WarmedRate(this, epochs);
    }

    /// <summary>The factor for a step.</summary>
    /// <param name="step">The step, from 0, over all epochs.</param>
    /// <param name="stepsPerEpoch">Steps in an epoch.</param>
    /// <param name="epochs">Epochs in all.</param>
    public abstract double Factor(long step, int stepsPerEpoch, int epochs);

    /// <summary>The schedule that holds after an epoch has been measured: this one, where it does not depend on how training goes.</summary>
    public virtual LearningRateSchedule After(EpochResult result) => this;
}
