namespace ModelDsl.Runtime.Training.Schedules;

internal sealed record ConstantRate : LearningRateSchedule
{
    public override double Factor(long step, int stepsPerEpoch, int epochs) => 1;
}
