using ModelDsl.Runtime.Data;
using ModelDsl.Runtime.Training;

namespace ModelDsl.Runtime.Tests.Data;

/// <summary>What a trainer makes of data sets that are parts of others, normalised, or loaded by several threads.</summary>
public sealed class TrainingDataTests
{
    [Fact]
    public void a_training_is_the_same_with_any_number_of_loader_threads_and_on_a_copy_of_its_part()
    {
        var moons = SyntheticData.Moons<S2>(300, noise: 0.1, seed: 1);
        var (train, validation) = moons.Normalized(Normalization.Measure(moons)).Split(0.2, seed: 1, stratified: true);
        var (one, weights) = Train(train, validation);
        var (several, sameWeights) = Train(train.OnThreads(3), validation.OnThreads(2));
        var (copied, copiedWeights) = Train(Copy(train), Copy(validation));

        Assert.Equal(weights, sameWeights);
        Assert.Equal(weights, copiedWeights);
        Assert.Equal(Losses(one), Losses(several));
        Assert.Equal(Losses(one), Losses(copied));
        Assert.True(one.Epochs[^1].TrainLoss < 0.6 * one.Epochs[0].TrainLoss);
    }

    [Fact]
    public void a_label_of_no_class_is_found_in_a_part_of_a_data_set()
    {
        var data = new Dataset<S2, Labels>(Examples.Floats<S2>(new float[12]), Examples.Labels([0, 1, 3, 0, 1, 3], classes: 4));

        var e = Assert.Throws<ArgumentException>(() => Train(data.OfClasses([1, 3]), test: null));
        Assert.Equal("The label of example 1 is 3, but Tiny tells 3 classes apart, 0 to 2.", e.Message);
        Assert.Equal(10, Train(data.OfClasses([1, 3], renumber: true), test: null).History.Epochs.Count);
    }

    private static Dataset<S2, Labels> Copy(Dataset<S2, Labels> data) =>
        new(Examples.Floats<S2>(data.Inputs()), Examples.Labels((int[])[.. data.Classes().Select(label => (int)label)], classes: 2));

    private static IEnumerable<(double, double?)> Losses(TrainingHistory history) => history.Epochs.Select(epoch => (epoch.TrainLoss, epoch.TestLoss));

    private static (TrainingHistory History, float[] Weights) Train(Dataset<S2, Labels> train, Dataset<S2, Labels>? test)
    {
        using var network = new TinyNetwork(seed: 1);
        using var optimizer = new Sgd(0.1, momentum: 0.9);
        var history = Trainer.For(network, optimizer, new TrainerOptions { Epochs = 10, BatchSize = 16, Seed = 1 }).Train(train, test);
        return (history, network.Fc1.Weight.Value.ToArray<float>());
    }
}
