using System.Runtime.InteropServices;
using ModelDsl.Runtime.Data;
using ModelDsl.Runtime.Tests.Checkpoints;
using ModelDsl.Runtime.Training;

namespace ModelDsl.Runtime.Tests.Training;

/// <summary>A training that is interrupted and gone on with ends as one that was not.</summary>
public sealed class ResumeTests : IDisposable
{
    private const int Steps = 10; // in an epoch of 300 examples, 32 in a batch

    private readonly string _folder = Directory.CreateTempSubdirectory("modeldsl").FullName;
    private readonly Dataset<S2, Labels> _train = Blobs.Make(300, seed: 1);
    private readonly Dataset<S2, Labels> _test = Blobs.Make(100, seed: 2);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string Checkpoint => Path.Combine(_folder, "training.safetensors");

    public static TheoryData<int> Interruptions => [.. Enumerable.Range(1, 3 * Steps)];

    [Theory]
    [MemberData(nameof(Interruptions))]
    public void cancelled_after_any_step_it_goes_on_to_the_same_bits(int step) => AssertSame(Options(), step);

    [Theory]
    [InlineData(3)]
    [InlineData(13)]
    [InlineData(29)]
    public void clipping_several_batches_in_an_update_averaging_and_the_best_epoch_are_gone_on_with(int step) => AssertSame(
        Options() with
        {
            ClipNorm = 0.5,
            ClipValue = 0.2,
            BatchesPerUpdate = 3,
            WeightAveraging = 0.9,
            EarlyStopping = new EarlyStopping(Patience: 2),
            Schedule = LearningRateSchedule.Plateau(0.5, patience: 0).WithWarmUp(0.5),
        }, step);

    [Theory]
    [InlineData(4)]
    [InlineData(20)]
    public void so_are_the_parts_of_the_loss(int step) => AssertSame(Options(), step, l2: 0.01);

    [Fact]
    public void killed_between_two_checkpoints_it_goes_on_from_the_last_one()
    {
        var whole = Run(Options(), cancelAt: null);
        // What is left behind when the process dies in step 17: the checkpoint of step 15.
        var options = Options() with { Checkpoint = Checkpoint, CheckpointEvery = 5 };
        Assert.Throws<OperationCanceledException>(() => Run(options, cancelAt: 17, dies: true));
        Assert.Equal(whole, Run(options, cancelAt: null));
    }

    [Fact]
    public void a_training_that_was_finished_is_not_run_again()
    {
        var options = Options() with { Checkpoint = Checkpoint };
        var whole = Run(options, cancelAt: null);
        var watch = new Watch();
        Assert.Equal(whole, Run(options with { Progress = watch }, cancelAt: null));
        Assert.Empty(watch.Steps);
    }

    [Fact]
    public void more_epochs_than_before_are_run_from_the_end_of_the_last()
    {
        Run(Options() with { Checkpoint = Checkpoint, Schedule = LearningRateSchedule.Constant }, cancelAt: null);
        var watch = new Watch();
        Run(Options() with { Checkpoint = Checkpoint, Schedule = LearningRateSchedule.Constant, Epochs = 4, Progress = watch }, cancelAt: null);
        Assert.Equal([4], watch.Results.Select(result => result.Epoch));
    }

    [Fact]
    public void a_checkpoint_of_other_examples_or_batches_is_refused_and_nothing_changes()
    {
        Run(Options() with { Checkpoint = Checkpoint }, cancelAt: 5);
        using var network = new TinyNetwork(seed: 4);
        using var optimizer = new Adam(0.01);
        var before = Weights.Of(network);
        var trainer = Trainer.For(network, optimizer, Options() with { Checkpoint = Checkpoint, BatchSize = 30 });
        var e = Assert.Throws<CheckpointException>(() => trainer.Train(_train, _test));
        Assert.EndsWith("its training goes over 300 examples in batches of 32, seed 3; this one goes over 300 examples in batches of 30, seed 3", e.Message);
        Assert.Equal(before, Weights.Of(network));
        Assert.Empty(optimizer.State);
    }

    [Theory]
    [InlineData(4)]
    [InlineData(20)]
    public void what_is_frozen_stays_so(int step) => AssertSame(Options(), step, frozen: ["fc1", "bn1"]);

    [Fact]
    public void a_checkpoint_of_a_training_with_something_else_frozen_is_refused_and_nothing_changes()
    {
        Run(Options() with { Checkpoint = Checkpoint }, cancelAt: 5, frozen: ["fc1", "bn1"]);
        using var network = new TinyNetwork(seed: 4);
        using var optimizer = new Adam(0.01);
        var before = Weights.Of(network);
        var trainer = Trainer.For(network, optimizer, Options() with { Checkpoint = Checkpoint });
        Assert.EndsWith(
            "its training has fc1.weight, fc1.bias, bn1.weight, bn1.bias frozen, which learn here; freeze the same before going on",
            Assert.Throws<CheckpointException>(() => trainer.Train(_train, _test)).Message);
        network.Freeze();
        Assert.EndsWith(
            "its training lets fc2.weight, fc2.bias learn, which are frozen here; freeze the same before going on",
            Assert.Throws<CheckpointException>(() => trainer.Train(_train, _test)).Message);
        Assert.Equal(before, Weights.Of(network));
        Assert.Empty(optimizer.State);
        network.Unfreeze("fc2");
        trainer.Train(_train, _test);
    }

    [Fact]
    public void a_checkpoint_of_a_network_alone_is_not_taken_for_a_trainings()
    {
        using (var network = new TinyNetwork()) network.Save(Checkpoint);
        var e = Assert.Throws<CheckpointException>(() => Run(Options() with { Checkpoint = Checkpoint }, cancelAt: null));
        Assert.Contains("holds a network, but no training to go on with", e.Message);
    }

    [Fact]
    public void a_training_without_an_average_is_not_gone_on_with_by_one_with()
    {
        Run(Options() with { Checkpoint = Checkpoint }, cancelAt: 5);
        var e = Assert.Throws<CheckpointException>(() => Run(Options() with { Checkpoint = Checkpoint, WeightAveraging = 0.9 }, cancelAt: null));
        Assert.Contains("training/average/fc1.weight: expected F32 [6, 2], given no such tensor", e.Message);
    }

    [Fact]
    public void the_checkpoint_is_the_networks_too()
    {
        var whole = Run(Options() with { Checkpoint = Checkpoint }, cancelAt: null);
        using var network = new TinyNetwork();
        network.Load(Checkpoint);
        Assert.Equal(whole.Weights, Bits(network));
    }

    private static TrainerOptions Options() => new() { Epochs = 3, BatchSize = 32, Seed = 3, Schedule = LearningRateSchedule.Cosine() };

    private void AssertSame(TrainerOptions options, int step, double l2 = 0, params string[] frozen)
    {
        var whole = Run(options, cancelAt: null, l2: l2, frozen: frozen);
        Run(options with { Checkpoint = Checkpoint }, step, l2: l2, frozen: frozen);
        Assert.Equal(whole, Run(options with { Checkpoint = Checkpoint }, cancelAt: null, l2: l2, frozen: frozen));
    }

    /// <summary>What a training ends with, in a network and an optimiser of its own; cancelled, or dead, after so many steps.</summary>
    private Outcome Run(TrainerOptions options, int? cancelAt, bool dies = false, double l2 = 0, string[]? frozen = null)
    {
        using var network = new TinyNetwork(seed: 1, dropout: 0.25, l2: l2) { ReadsLossParts = true };
        if (frozen is { Length: > 0 }) network.Freeze(frozen);
        using var optimizer = new Adam(0.01);
        using var cancellation = new CancellationTokenSource();
        int steps = 0;
        var watch = new Watch(_ =>
        {
            if (++steps != cancelAt) return;
            if (dies) throw new OperationCanceledException("as if the process had died");
            cancellation.Cancel();
        });
        var options2 = cancelAt is null ? options : options with { Progress = watch };
        var history = Trainer.For(network, optimizer, options2).Train(_train, _test, cancellation.Token);
        return new Outcome(Bits(network), string.Join("; ", history.Epochs.Select(e => FormattableString.Invariant($"{e.Epoch} {e.TrainLoss:r} {e.TestLoss:r} {e.TestAccuracy:r} {e.LearningRate:r} {string.Join(' ', e.TrainLossParts ?? [])} {string.Join(' ', e.TestLossParts ?? [])}"))));
    }

    private static string Bits(Network network) => Convert.ToHexString(MemoryMarshal.AsBytes<float>(Weights.Of(network)));

    private sealed record Outcome(string Weights, string Epochs);
}
