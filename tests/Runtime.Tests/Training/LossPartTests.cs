using ModelDsl.Runtime.Data;
using ModelDsl.Runtime.Tests.Checkpoints;
using ModelDsl.Runtime.Training;

namespace ModelDsl.Runtime.Tests.Training;

/// <summary>What each term of a loss adds to it, beside the whole.</summary>
public sealed class LossPartTests
{
    private readonly Dataset<S2, Labels> _train = Blobs.Make(300, seed: 1);
    private readonly Dataset<S2, Labels> _test = Blobs.Make(100, seed: 2);

    [Fact]
    public void each_epoch_has_the_parts_of_its_losses()
    {
        var history = Train(l2: 0.01, readsParts: true, out _);
        foreach (var epoch in history.Epochs)
        {
            Assert.Equal(["cross-entropy", "l2"], epoch.TrainLossParts!.Select(part => part.Term));
            Assert.Equal(epoch.TrainLoss, epoch.TrainLossParts!.Sum(part => part.Value), 1e-6);
            Assert.Equal(epoch.TestLoss!.Value, epoch.TestLossParts!.Sum(part => part.Value), 1e-6);
            Assert.All(epoch.TrainLossParts!, part => Assert.True(part.Value > 0));
        }

        Assert.True(history.Epochs[^1].TrainLossParts![0].Value < 0.8 * history.Epochs[0].TrainLossParts![0].Value);
    }

    [Fact]
    public void nobody_who_does_not_ask_gets_them_and_the_network_learns_the_same()
    {
        var silent = Train(l2: 0.01, readsParts: false, out var weights);
        Train(l2: 0.01, readsParts: true, out var others);
        Assert.All(silent.Epochs, epoch => Assert.True(epoch.TrainLossParts is null && epoch.TestLossParts is null));
        Assert.Equal(weights, others);
    }

    [Fact]
    public void a_loss_that_is_no_sum_has_none() => Assert.All(Train(l2: 0, readsParts: true, out _).Epochs, epoch => Assert.Null(epoch.TrainLossParts));

    [Fact]
    public void a_training_that_began_without_them_has_them_from_the_next_epoch_on()
    {
        string folder = Directory.CreateTempSubdirectory("modeldsl").FullName;
        try
        {
            using var cancellation = new CancellationTokenSource();
            var options = new TrainerOptions { Epochs = 2, BatchSize = 32, Checkpoint = Path.Combine(folder, "training.safetensors") };
            int steps = 0;
            var watch = new Watch(_ =>
            {
                if (++steps == 4) cancellation.Cancel();
            });
            Train(l2: 0.01, readsParts: false, out _, options with { Progress = watch }, cancellation.Token);
            var history = Train(l2: 0.01, readsParts: true, out _, options);
            Assert.Equal([false, true], history.Epochs.Select(epoch => epoch.TrainLossParts is not null));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private TrainingHistory Train(double l2, bool readsParts, out float[] weights, TrainerOptions? options = null, CancellationToken cancellation = default)
    {
        using var network = new TinyNetwork(seed: 1, l2: l2) { ReadsLossParts = readsParts };
        using var optimizer = new Sgd(0.1, momentum: 0.9);
        var history = Trainer.For(network, optimizer, options ?? new TrainerOptions { Epochs = 3, BatchSize = 32 }).Train(_train, _test, cancellation);
        weights = Weights.Of(network);
        return history;
    }
}
