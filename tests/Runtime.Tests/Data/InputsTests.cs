using ModelDsl.Runtime.Data;

namespace ModelDsl.Runtime.Tests.Data;

/// <summary>Examples of inputs alone.</summary>
public sealed class InputsTests
{
    private static Dataset<S1> Numbered(int count) => new(Examples.Floats<S1>([.. Enumerable.Range(0, count).Select(i => (float)i)]));

    [Fact]
    public void parts_have_the_examples_asked_for()
    {
        var all = Numbered(10);
        Assert.Equal([0, 1, 2], Values(all.Take(3)));
        Assert.Same(all, all.Take(20));
        Assert.Equal([7, 2, 2], Values(all.Select(7, 2, 2)));
        Assert.Equal([2, 7], Values(all.Select(7, 2).Select(1, 0)));
        Assert.Throws<ArgumentOutOfRangeException>(() => all.Select(10));
        Assert.Throws<ArgumentException>(() => all.Select());
        Assert.Throws<ArgumentException>(() => new Dataset<S1>(Examples.Floats<S1>([])));
    }

    [Fact]
    public void they_are_split_as_labelled_ones_are()
    {
        var labelled = new Dataset<S1, Labels>(Numbered(50).Inputs, Examples.Labels(new int[50], 1));
        var (train, validation) = Numbered(50).Split(0.2, seed: 4);
        var (expectedTrain, expected) = labelled.Split(0.2, seed: 4);
        Assert.Equal(Values(new Dataset<S1>(expectedTrain.Inputs)), Values(train));
        Assert.Equal(Values(new Dataset<S1>(expected.Inputs)), Values(validation));
        Assert.Equal(10, validation.Count);
    }

    [Fact]
    public void they_are_changed_when_a_batch_is_made_on_as_many_threads_as_asked()
    {
        var images = new Dataset<S1x2x3>(Examples.Floats<S1x2x3>([.. Enumerable.Range(0, 120).Select(i => (float)i)])).OnThreads(2);
        var changed = images.Normalized(new Normalization([10], [2])).Augmented(1, Augmentation.Noise(0.1)).Take(12);
        Assert.Equal(2, changed.LoaderThreads);
        var labelled = new Dataset<S1x2x3, Labels>(images.Inputs, Examples.Labels(new int[20], 1)).Normalized(new Normalization([10], [2])).Augmented(1, Augmentation.Noise(0.1)).Take(12);
        Assert.Equal(Values(new Dataset<S1x2x3>(labelled.Inputs).Take(12)), Values(changed));
        Assert.NotEqual(Values(changed)[0], Values(images)[0]);
    }

    [Fact]
    public void labelled_examples_make_batches_of_their_inputs_alone()
    {
        IDataset<Batch<S1>> inputs = new Dataset<S1, Labels>(Numbered(3).Inputs, Examples.Labels([0, 1, 2], 3));
        using var loader = new DataLoader<Batch<S1>>(inputs, 3);
        var batch = Assert.Single(loader.Epoch(0));
        Assert.Equal([0f, 1, 2], batch.Input.ToArray<float>());
    }

    private static float[] Values<TShape>(Dataset<TShape> data) where TShape : IShape
    {
        using var loader = new DataLoader<Batch<TShape>>(data, data.Count);
        using var epoch = loader.Epoch(0);
        Assert.True(epoch.MoveNext());
        return epoch.Current.Input.ToArray<float>();
    }
}
