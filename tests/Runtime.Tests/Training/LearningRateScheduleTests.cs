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

    [Fact]
    public void inverse_is_half_after_one_epoch_of_decay_1() =>
        Assert.Equal([1, 0.8, 0.5, 1.0 / 3], new long[] { 0, 1, 4, 8 }.Select(step => LearningRateSchedule.Inverse().Factor(step, stepsPerEpoch: 4, epochs: 3)));

    [Fact]
    public void steps_fall_every_so_many_epochs() =>
        Assert.Equal([1, 1, 0.5, 0.5, 0.25], new long[] { 0, 5, 6, 11, 12 }.Select(step => LearningRateSchedule.Steps(1.5, 0.5).Factor(step, stepsPerEpoch: 4, epochs: 9)));

    [Fact]
    public void one_cycle_is_pytorchs()
    {
        // torch.optim.lr_scheduler.OneCycleLR(max_lr=1, total_steps=20), steps 0, 1, 5, 6, 12 and 19.
        double[] expected = [0.040000000000000036, 0.1316718427000253, 1.0, 0.9874640062350873, 0.500002, 4e-06];
        double[] given = [.. new long[] { 0, 1, 5, 6, 12, 19 }.Select(step => LearningRateSchedule.OneCycle().Factor(step, stepsPerEpoch: 5, epochs: 4))];
        foreach (var (e, g) in expected.Zip(given)) Assert.Equal(e, g, 1e-12);
    }

    [Fact]
    public void one_cycle_of_a_single_step_is_the_rate_itself() => Assert.Equal(1, LearningRateSchedule.OneCycle().Factor(0, 1, 1));

    [Fact]
    public void a_plateau_is_pytorchs()
    {
        // torch.optim.lr_scheduler.ReduceLROnPlateau(factor=0.5, patience=1)
        double[] losses = [1, 0.9, 0.95, 0.95, 0.95, 0.8, 0.8, 0.8, 0.8], expected = [1, 1, 1, 0.5, 0.5, 0.5, 0.5, 0.25, 0.25];
        var schedule = LearningRateSchedule.Plateau(0.5, patience: 1);
        foreach (var (loss, factor) in losses.Zip(expected))
        {
            schedule = schedule.After(new EpochResult(1, 9, null, loss, null, 0.1, TimeSpan.Zero, 1));
            Assert.Equal(factor, schedule.Factor(0, 10, 5));
        }
    }

    [Fact]
    public void a_plateau_without_test_examples_goes_by_the_training_loss()
    {
        var schedule = LearningRateSchedule.Plateau(0.5, patience: 0);
        foreach (double loss in (double[])[1, 1]) schedule = schedule.After(new EpochResult(1, loss, null, null, null, 0.1, TimeSpan.Zero, 1));
        Assert.Equal(0.5, schedule.Factor(0, 10, 5));
    }

    [Fact]
    public void any_schedule_can_be_warmed_up_and_still_sees_the_epochs()
    {
        var schedule = LearningRateSchedule.Plateau(0.5, patience: 0).WithWarmUp(0.5);
        Assert.Equal([0.25, 0.5, 0.75, 1, 1], new long[] { 0, 1, 2, 3, 4 }.Select(step => schedule.Factor(step, stepsPerEpoch: 8, epochs: 3)));
        for (int epoch = 1; epoch <= 2; epoch++) schedule = schedule.After(new EpochResult(epoch, 1, null, null, null, 0.1, TimeSpan.Zero, 1));
        Assert.Equal(0.5, schedule.Factor(8, stepsPerEpoch: 8, epochs: 3));
    }

    [Fact]
    public void numbers_that_make_no_sense_are_errors_by_name()
    {
        Assert.Throws<ArgumentOutOfRangeException>("decay", () => LearningRateSchedule.Inverse(-1));
        Assert.Throws<ArgumentOutOfRangeException>("every", () => LearningRateSchedule.Steps(0));
        Assert.Throws<ArgumentOutOfRangeException>("factor", () => LearningRateSchedule.Steps(1, -1));
        Assert.Throws<ArgumentOutOfRangeException>("rise", () => LearningRateSchedule.OneCycle(rise: 1));
        Assert.Throws<ArgumentOutOfRangeException>("factor", () => LearningRateSchedule.Plateau(1));
        Assert.Throws<ArgumentOutOfRangeException>("patience", () => LearningRateSchedule.Plateau(patience: -1));
        Assert.Throws<ArgumentOutOfRangeException>("epochs", () => LearningRateSchedule.Constant.WithWarmUp(-1));
    }
}
