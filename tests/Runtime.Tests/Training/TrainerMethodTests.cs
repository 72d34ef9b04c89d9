using ModelDsl.Runtime.Data;
using ModelDsl.Runtime.Training;

namespace ModelDsl.Runtime.Tests.Training;

/// <summary>What a training may do besides steps: clip, gather batches, average, stop early, tell others.</summary>
public sealed class TrainerMethodTests : IDisposable
{
    private readonly TinyNetwork _network = new(seed: 1);
    private readonly Sgd _optimizer = new(0.1);
    private readonly Dataset<S2, Labels> _train = Blobs.Make(300, seed: 1);
    private readonly Dataset<S2, Labels> _test = Blobs.Make(100, seed: 2);

    public void Dispose()
    {
        _optimizer.Dispose();
        _network.Dispose();
    }

    [Fact]
    public void early_stopping_ends_after_its_patience_and_leaves_the_best_epochs_network()
    {
        // A rate that grows from epoch to epoch spoils what was learned.
        var options = new TrainerOptions { Epochs = 50, Schedule = new Growing(), EarlyStopping = new EarlyStopping(Patience: 3) };
        var history = Trainer.For(_network, _optimizer, options).Train(_train, _test);
        Assert.True(history.StoppedEarly);
        Assert.False(history.Cancelled);
        double best = history.Epochs.Min(e => e.TestLoss!.Value);
        Assert.Equal(best, history.Epochs[^5].TestLoss);
        Assert.Equal(best, Trainer.For(_network, _optimizer).Evaluate(_test).Loss, 1e-6);
    }

    [Fact]
    public void a_callback_sees_all_and_may_end_the_training()
    {
        var ending = new Ending(after: 2);
        var history = Trainer.For(_network, _optimizer, new TrainerOptions { Epochs = 5, BatchSize = 100, Callbacks = [ending] }).Train(_train, _test);
        Assert.True(history.StoppedEarly);
        Assert.Equal(["started with 0", "step 1/1", "step 1/2", "step 1/3", "epoch 1", "step 2/1", "step 2/2", "step 2/3", "epoch 2", "ended"], ending.Heard);
    }

    [Fact]
    public void averaged_weights_are_what_is_measured_and_left()
    {
        var options = new TrainerOptions { Epochs = 2, BatchSize = 50, WeightAveraging = 0.8 };
        using var alone = new TinyNetwork(seed: 1);
        using var optimizer = new Sgd(0.1);
        var last = new List<double[]>();
        var plain = options with { WeightAveraging = null, Progress = new Watch(_ => last.Add(Numbers.ToDoubles(alone.Fc1.Weight.Value))) };
        double[] mean = Numbers.ToDoubles(alone.Fc1.Weight.Value);
        Trainer.For(alone, optimizer, plain).Train(_train, _test);
        foreach (double[] weight in last) mean = [.. mean.Zip(weight, (m, w) => (0.8 * m) + (0.2 * w))];

        var history = Trainer.For(_network, _optimizer, options).Train(_train, _test);
        Numbers.AssertClose(mean, Numbers.ToDoubles(_network.Fc1.Weight.Value), 1e-5, "the mean over all steps");
        Assert.Equal(history.Epochs[^1].TestLoss!.Value, Trainer.For(_network, _optimizer).Evaluate(_test).Loss, 1e-6);
    }

    [Fact]
    public void several_batches_make_one_update_by_their_mean_gradient()
    {
        // Of equal batches: without batch normalisation in the way the mean over both is that of the whole.
        using var optimizer = new Sgd(0.1);
        using var deferred = new DeferredOptimizer(optimizer);
        using var network = new Bench(ElementType.Float64);
        var parameter = network.AddParameter("fc", "weight", [2], Initialization.Zeros);
        foreach (double[] numbers in (double[][])[[1, 4], [3, -8]])
        {
            using var gradient = Tensor.From<double>(numbers, [2]);
            if (numbers[0] == 3) deferred.NextBatch();
            deferred.Update(parameter, gradient.Handle);
        }

        Assert.Equal([0.0, 0.0], parameter.Value.ToArray<double>());
        deferred.Apply();
        Numbers.AssertClose([-0.2, 0.2], parameter.Value.ToArray<double>(), 1e-15, "after both");
        deferred.Apply();
        Numbers.AssertClose([-0.2, 0.2], parameter.Value.ToArray<double>(), 1e-15, "nothing is held any more");
    }

    [Fact]
    public void the_norm_of_all_gradients_together_is_limited_and_their_direction_kept()
    {
        using var optimizer = new Sgd(1);
        using var deferred = new DeferredOptimizer(optimizer) { MaxNorm = 1 };
        using var network = new Bench(ElementType.Float64);
        var (first, second) = (network.AddParameter("fc", "weight", [1], Initialization.Zeros), network.AddParameter("fc", "bias", [1], Initialization.Zeros));
        using var three = Tensor.From<double>([3], [1]);
        using var four = Tensor.From<double>([-4], [1]);
        deferred.Update(first, three.Handle);
        deferred.Update(second, four.Handle);
        deferred.Apply();
        Assert.Equal(5, deferred.LastNorm, 1e-6);
        Numbers.AssertClose([-0.6], first.Value.ToArray<double>(), 1e-6, "3 of 5");
        Numbers.AssertClose([0.8], second.Value.ToArray<double>(), 1e-6, "4 of 5");
        Assert.Equal([3.0], three.ToArray<double>());
    }

    [Fact]
    public void numbers_of_a_gradient_are_cut_and_short_ones_left()
    {
        using var optimizer = new Sgd(1);
        using var deferred = new DeferredOptimizer(optimizer) { MaxValue = 0.5, MaxNorm = 10 };
        using var network = new Bench(ElementType.Float64);
        var parameter = network.AddParameter("fc", "weight", [3], Initialization.Zeros);
        using var gradient = Tensor.From<double>([3, -4, 0.25], [3]);
        deferred.Update(parameter, gradient.Handle);
        deferred.Apply();
        Assert.Equal([-0.5, 0.5, -0.25], parameter.Value.ToArray<double>());
    }

    [Fact]
    public void a_clipped_training_learns_what_a_plain_one_does_where_the_limit_is_far()
    {
        var options = new TrainerOptions { Epochs = 1 };
        using var clipped = new TinyNetwork(seed: 1);
        using var optimizer = new Sgd(0.1);
        var one = Trainer.For(_network, _optimizer, options).Train(_train).Epochs[0].TrainLoss;
        var other = Trainer.For(clipped, optimizer, options with { ClipNorm = 1e6 }).Train(_train).Epochs[0].TrainLoss;
        Assert.Equal(one, other, 1e-6);
    }

    [Fact]
    public void options_that_make_no_sense_are_errors_by_name()
    {
        Assert.Throws<ArgumentOutOfRangeException>("BatchesPerUpdate", () => Trainer.For(_network, _optimizer, new TrainerOptions { BatchesPerUpdate = 0 }));
        Assert.Throws<ArgumentOutOfRangeException>("CheckpointEvery", () => Trainer.For(_network, _optimizer, new TrainerOptions { CheckpointEvery = 0 }));
        Assert.Throws<ArgumentOutOfRangeException>("WeightAveraging", () => Trainer.For(_network, _optimizer, new TrainerOptions { WeightAveraging = 1 }));
        using var deferred = new DeferredOptimizer(_optimizer);
        Assert.Throws<ArgumentOutOfRangeException>("MaxNorm", () => deferred.MaxNorm = 0);
        Assert.Throws<ArgumentOutOfRangeException>("MaxValue", () => deferred.MaxValue = double.NaN);
    }

    private sealed record Growing : LearningRateSchedule
    {
        public override double Factor(long step, int stepsPerEpoch, int epochs) => Math.Pow(3, step / stepsPerEpoch);
    }

    private sealed class Ending(int after) : TrainingCallback
    {
        public List<string> Heard { get; } = [];

        public override void Started(TrainingStart start) => Heard.Add($"started with {start.Epochs.Count}");

        public override void StepEnded(in StepReport step) => Heard.Add($"step {step.Epoch}/{step.Step}");

        public override bool EpochEnded(EpochResult result, ConfusionTable? confusion)
        {
            Heard.Add($"epoch {result.Epoch}");
            return result.Epoch < after;
        }

        public override void Ended(TrainingHistory history) => Heard.Add("ended");
    }
}
