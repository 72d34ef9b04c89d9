using System.Runtime.InteropServices;
using ModelDsl.Runtime.Data;
using ModelDsl.Runtime.Tests.Checkpoints;
using ModelDsl.Runtime.Training;

namespace ModelDsl.Runtime.Tests.Training;

public sealed class TrainerTests : IDisposable
{
    private readonly TinyNetwork _network = new(seed: 1);
    private readonly Sgd _optimizer = new(0.1, momentum: 0.9);
    private readonly Dataset<S2, Labels> _train = Blobs.Make(300, seed: 1);
    private readonly Dataset<S2, Labels> _test = Blobs.Make(100, seed: 2);

    public void Dispose()
    {
        _optimizer.Dispose();
        _network.Dispose();
    }

    [Fact]
    public void a_network_learns_and_the_history_tells()
    {
        var watch = new Watch();
        var history = Trainer(new TrainerOptions { Epochs = 5, BatchSize = 32, Progress = watch }).Train(_train, _test);

        Assert.False(history.Cancelled);
        Assert.Equal([1, 2, 3, 4, 5], history.Epochs.Select(epoch => epoch.Epoch));
        Assert.Equal(history.Epochs, watch.Results);
        Assert.True(history.Epochs[4].TrainLoss < 0.5 * history.Epochs[0].TrainLoss);
        Assert.InRange(history.Epochs[4].TestAccuracy!.Value, 0.95, 1);
        Assert.InRange(history.Epochs[4].TrainAccuracy!.Value, 0.95, 1);
        Assert.Equal(100, history.Confusion!.Total);
        Assert.Equal(history.Epochs[4].TestAccuracy, history.Confusion.Accuracy);
    }

    [Fact]
    public void a_label_of_no_class_is_an_error_that_names_the_example_of_the_data_set_before_anything_is_learned()
    {
        var before = Weights.Of(_network);
        var wrong = new Dataset<S2, Labels>(Examples.Floats<S2>(new float[10]), Examples.Labels([0, 1, 2, 3, 9], classes: 10));
        var trainer = Trainer(new TrainerOptions { Epochs = 1 });

        const string Message = "The label of example 3 is 3, but Tiny tells 3 classes apart, 0 to 2.";
        Assert.Equal(Message, Assert.Throws<ArgumentException>(() => trainer.Train(wrong)).Message);
        Assert.Equal(Message, Assert.Throws<ArgumentException>(() => trainer.Train(_train, wrong)).Message);
        Assert.Equal(Message, Assert.Throws<ArgumentException>(() => trainer.Evaluate(wrong)).Message);
        Assert.Equal(before, Weights.Of(_network));
        Assert.Equal(3, trainer.Evaluate(wrong.Take(3)).Confusion!.Total);
    }

    [Fact]
    public void progress_is_told_each_step_with_the_mean_loss_of_the_epoch_so_far()
    {
        var watch = new Watch();
        var history = Trainer(new TrainerOptions { Epochs = 2, BatchSize = 64, Progress = watch }).Train(_train);

        Assert.Equal(
            [(1, 1), (1, 2), (1, 3), (1, 4), (1, 5), (2, 1), (2, 2), (2, 3), (2, 4), (2, 5)],
            watch.Steps.Select(step => (step.Epoch, step.Step)));
        Assert.All(watch.Steps, step => Assert.Equal((2, 5), (step.Epochs, step.Steps)));
        Assert.Equal(history.Epochs[1].TrainLoss, watch.Steps[^1].Loss, 1e-12);
        Assert.Equal(TimeSpan.Zero, watch.Steps[^1].TimeLeft);
        Assert.True(watch.Steps[0].TimeLeft > TimeSpan.Zero);
    }

    [Fact]
    public void the_same_seeds_give_the_same_bits()
    {
        var first = Train(seed: 7);
        var again = Train(seed: 7);
        var other = Train(seed: 8);

        Assert.Equal(first, again);
        Assert.NotEqual(first, other);

        (double TrainLoss, double? TestLoss, string Weights) Train(int seed)
        {
            using var network = new TinyNetwork(seed: 1);
            using var optimizer = new Sgd(0.1, momentum: 0.9);
            var options = new TrainerOptions { Epochs = 2, Seed = seed };
            var last = new Trainer<Batch<S2, Labels>>(network, optimizer, options).Train(_train, _test).Epochs[^1];
            return (last.TrainLoss, last.TestLoss, Convert.ToHexString(MemoryMarshal.AsBytes<float>(Weights.Of(network))));
        }
    }

    [Fact]
    public void cancelling_ends_after_the_step_under_way_and_keeps_the_epochs_that_were_done()
    {
        using var cancellation = new CancellationTokenSource();
        var watch = new Watch(step =>
        {
            if (step is { Epoch: 2, Step: 3 }) cancellation.Cancel();
        });
        var history = Trainer(new TrainerOptions { Epochs = 5, Progress = watch }).Train(_train, _test, cancellation.Token);

        Assert.True(history.Cancelled);
        Assert.Equal(1, Assert.Single(history.Epochs).Epoch);
        Assert.NotNull(history.Confusion);
        Assert.Equal((2, 3), (watch.Steps[^1].Epoch, watch.Steps[^1].Step));
        Assert.Equal(0.1, _optimizer.LearningRate);
    }

    [Fact]
    public void cancelled_from_the_start_it_changes_nothing()
    {
        var before = Weights.Of(_network);
        var history = Trainer(new TrainerOptions()).Train(_train, _test, new CancellationToken(canceled: true));

        Assert.True(history.Cancelled);
        Assert.Empty(history.Epochs);
        Assert.Null(history.Confusion);
        Assert.Equal(before, Weights.Of(_network));
    }

    [Fact]
    public void the_learning_rate_follows_the_schedule_and_is_put_back()
    {
        var rates = new List<double>();
        var options = new TrainerOptions
        {
            Epochs = 2,
            BatchSize = 100,
            Schedule = LearningRateSchedule.Cosine(warmUp: 0.5),
            Progress = new Watch(_ => rates.Add(_optimizer.LearningRate)),
        };
        var history = Trainer(options).Train(_train);

        Assert.Equal(Enumerable.Range(0, 6).Select(step => 0.1 * options.Schedule.Factor(step, 3, 2)), rates);
        Assert.Equal(rates[2], history.Epochs[0].LearningRate);
        Assert.Equal(0.1, _optimizer.LearningRate);
    }

    [Fact]
    public void a_loss_that_is_no_number_ends_the_training_with_an_error_that_says_where()
    {
        using var wild = new Sgd(1e30);
        var e = Assert.Throws<TrainingDivergedException>(() => new Trainer<Batch<S2, Labels>>(_network, wild).Train(_train));

        Assert.Equal(1, e.Epoch);
        Assert.InRange(e.Step, 2, 5);
        Assert.StartsWith($"Tiny: the loss is NaN in epoch 1, step {e.Step}, at learning rate 1e+30.", e.Message);
    }

    [Fact]
    public void evaluation_weighs_a_smaller_last_batch_as_what_it_is()
    {
        var whole = Trainer(new TrainerOptions { EvaluationBatchSize = 100 }).Evaluate(_test);
        var parts = Trainer(new TrainerOptions { EvaluationBatchSize = 33 }).Evaluate(_test);

        Assert.Equal(whole.Loss, parts.Loss, 1e-6);
        Assert.Equal(whole.Accuracy, parts.Accuracy);
        Assert.Equal(100, parts.Confusion!.Total);
    }

    [Fact]
    public void evaluation_teaches_nothing_and_can_be_cancelled()
    {
        var before = Weights.Of(_network);
        Trainer(new TrainerOptions()).Evaluate(_test);

        Assert.Equal(before, Weights.Of(_network));
        Assert.Throws<OperationCanceledException>(
            () => Trainer(new TrainerOptions()).Evaluate(_test, new CancellationToken(canceled: true)));
    }

    [Fact]
    public void without_test_examples_the_training_is_measured_alone()
    {
        var epoch = Trainer(new TrainerOptions { Epochs = 1, TrainingSample = 50 }).Train(_train).Epochs[0];

        Assert.Null(epoch.TestLoss);
        Assert.Null(epoch.TestAccuracy);
        Assert.Equal(0, epoch.TrainAccuracy!.Value * 50 % 1, 1e-9);
    }

    [Fact]
    public void an_option_that_makes_no_sense_is_an_error()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Trainer(new TrainerOptions { Epochs = 0 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => Trainer(new TrainerOptions { BatchSize = 0 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => Trainer(new TrainerOptions { TrainingSample = 0 }));
    }

    private Trainer<Batch<S2, Labels>> Trainer(TrainerOptions options) => Runtime.Training.Trainer.For(_network, _optimizer, options);
}
