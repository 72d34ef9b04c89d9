namespace ModelDsl.Runtime.Training.Schedules;

internal sealed record OneCycleRate(double Start, double End, double Rise) : LearningRateSchedule
{
    public override double Factor(long step, int stepsPerEpoch, int epochs)
    {
        double last = (double)stepsPerEpoch * epochs - 1, top = Rise * (last + 1) - 1;
        if (last <= 0) return 1;
        if (step <= top) return CosineRate.Between(Start, 1, step / top);
        return CosineRate.Between(1, End, Math.Min(1, (step - top) / (last - top)));
    }
}
