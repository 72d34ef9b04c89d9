namespace ModelDsl.Runtime.Training;

/// <summary>How the learning rate changes during training: a factor on the optimiser's own rate for each step.</summary>
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

    /// <summary>The factor for a step.</summary>
    /// <param name="step">The step, from 0, over all epochs.</param>
    /// <param name="stepsPerEpoch">Steps in an epoch.</param>
    /// <param name="epochs">Epochs in all.</param>
    public abstract double Factor(long step, int stepsPerEpoch, int epochs);

    private sealed record ConstantRate : LearningRateSchedule
    {
        public override double Factor(long step, int stepsPerEpoch, int epochs) => 1;
    }

    private sealed record CosineRate(double WarmUp, double End) : LearningRateSchedule
    {
        public override double Factor(long step, int stepsPerEpoch, int epochs)
        {
            double warmUpSteps = WarmUp * stepsPerEpoch;
            if (step < warmUpSteps) return Math.Min(1, (step + 1) / warmUpSteps);
            double rest = (double)stepsPerEpoch * epochs - warmUpSteps;
            return End + (1 - End) / 2 * (1 + Math.Cos(Math.PI * (step - warmUpSteps) / rest));
        }
    }
}
