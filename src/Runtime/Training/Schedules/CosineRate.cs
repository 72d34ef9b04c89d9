namespace ModelDsl.Runtime.Training.Schedules;

internal sealed record CosineRate(double WarmUp, double End) : LearningRateSchedule
{
    public override double Factor(long step, int stepsPerEpoch, int epochs)
    {
        double warmUpSteps = WarmUp * stepsPerEpoch;
        if (step < warmUpSteps) return Math.Min(1, (step + 1) / warmUpSteps);
        double rest = (double)stepsPerEpoch * epochs - warmUpSteps;
        return Between(1, End, (step - warmUpSteps) / rest);
    }

    /// <summary>Half a cosine from one number to another.</summary>
    internal static double Between(double from, double to, double part) => to + (from - to) / 2 * (1 + Math.Cos(Math.PI * part));
}
