namespace ModelDsl.Runtime.Training.Schedules;

internal sealed record InverseRate(double Decay) : LearningRateSchedule
{
    public override double Factor(long step, int stepsPerEpoch, int epochs) => 1 / (1 + Decay * step / stepsPerEpoch);
}
