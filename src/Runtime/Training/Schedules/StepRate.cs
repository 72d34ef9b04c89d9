namespace ModelDsl.Runtime.Training.Schedules;

internal sealed record StepRate(double Every, double Left) : LearningRateSchedule
{
    public override double Factor(long step, int stepsPerEpoch, int epochs) => Math.Pow(Left, Math.Floor(step / (Every * stepsPerEpoch)));
}
