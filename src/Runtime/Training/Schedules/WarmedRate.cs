namespace ModelDsl.Runtime.Training.Schedules;

internal sealed record WarmedRate(LearningRateSchedule Then, double WarmUp) : LearningRateSchedule
{
    public override double Factor(long step, int stepsPerEpoch, int epochs)
    {
        double steps = WarmUp * stepsPerEpoch;
        return Then.Factor(step, stepsPerEpoch, epochs) * (step < steps ? Math.Min(1, (step + 1) / steps) : 1);
    }

    public override LearningRateSchedule After(EpochResult result) => this with { Then = Then.After(result) };
}
