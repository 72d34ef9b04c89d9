using ModelDsl.Runtime.Training;

namespace ModelDsl.Runtime.Tests.Training;

public sealed class LearningRateScheduleTests
{
    [Fact]
    public void constant_is_constant()
    {
        Assert.Equal(1, LearningRateSchedule.Constant.Factor(0, 10, 5));
        Assert.Equal(1, LearningRateSchedule.Constant.Factor(49, 10, 5));
    }

    [Fact]
    public void cosine_rises_linearly_then_falls_along_half_a_cosine()
    {
        var schedule = LearningRateSchedule.Cosine(warmUp: 0.5);
        double At(long step) => schedule.Factor(step, stepsPerEpoch: 8, epochs: 3); // 4 steps up, 20 down

        Assert.Equal([0.25, 0.5, 0.75, 1, 1], new long[] { 0, 1, 2, 3, 4 }.Select(At));
        Assert.Equal(0.5, At(14), 1e-12);
        Assert.Equal((1 + Math.Cos(Math.PI * 19 / 20)) / 2, At(23), 1e-12);
        Assert.All(Enumerable.Range(5, 19), step => Assert.True(At(step) < At(step - 1)));
    }

    [Fact]
    public void cosine_may_end_above_zero_and_do_without_a_warm_up()
    {
        var schedule = LearningRateSchedule.Cosine(warmUp: 0, end: 0.2);

        Assert.Equal(1, schedule.Factor(0, 10, 1));
        Assert.Equal(0.6, schedule.Factor(5, 10, 1), 1e-12);
        Assert.InRange(schedule.Factor(9, 10, 1), 0.2, 0.23);
    }

    [Fact]
    public void a_warm_up_longer_than_the_training_only_rises()
    {
        var schedule = LearningRateSchedule.Cosine(warmUp: 10);
        for (int step = 0; step < 3; step++) Assert.Equal(0.1 * (step + 1), schedule.Factor(step, stepsPerEpoch: 1, epochs: 3), 1e-12);
    }
}
