using ModelDsl.Runtime.Data;

namespace ModelDsl.Runtime.Tests.Data;

public sealed class LoaderThreadsTests
{
    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(16)]
    public void any_number_of_threads_makes_the_same_batches(int threads)
    {
        var data = Slow(61).Augmented(5, Augmentation.Noise(0.1), Augmentation.Shift(1, 1));
        using var one = new DataLoader<S1x2x3, Labels>(data, 4, seed: 1);
        using var several = new DataLoader<S1x2x3, Labels>(data, 4, seed: 1, threads: threads);

        foreach (int epoch in new[] { 1, 2 }) Assert.Equal(Batches(one, epoch), Batches(several, epoch));
        Assert.NotEqual(Batches(several, 1), Batches(several, 2));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(9)]
    [InlineData(15)]
    [InlineData(16)]
    public void an_epoch_that_begins_at_a_later_batch_has_the_same_batches(int first)
    {
        using var loader = new DataLoader<S1x2x3, Labels>(Slow(61).Augmented(5, Augmentation.Noise(0.1)), 4, seed: 1, threads: 3);
        Assert.Equal(Batches(loader, 1)[first..], Batches(loader, 1, first));
    }

    [Fact]
    public void examples_are_augmented_in_another_way_in_each_epoch()
    {
        using var loader = new DataLoader<S1x2x3, Labels>(Slow(3).Augmented(5, Augmentation.Noise(0.1)), 1);
        Assert.NotEqual(Batches(loader, 1), Batches(loader, 2));
        Assert.Equal(Batches(loader, 1), Batches(loader, 1));
    }

    [Fact]
    public void several_batches_are_made_at_once()
    {
        using var meeting = new Barrier(3);
        var data = new Dataset<S1x2x3, Labels>(new SlowExamples(12, _ => Assert.True(meeting.SignalAndWait(10_000))), Examples.Labels(new byte[12], 1));
        using var loader = new DataLoader<S1x2x3, Labels>(data, 2, threads: 3);

        Assert.Equal(6, Batches(loader, 1).Count); // each waits for two others
    }

    [Fact]
    public void a_data_set_says_how_many_threads_it_wants_unless_the_loader_is_told()
    {
        var data = Slow(8).OnThreads(3);
        using var asSaid = new DataLoader<S1x2x3, Labels>(data.Augmented(1).Select(0, 1, 2, 3).Take(3), 1);
        using var told = new DataLoader<S1x2x3, Labels>(data, 1, threads: 2);
        using var one = new DataLoader<S1x2x3, Labels>(Slow(8), 1);

        Assert.Equal((3, 2, 1), (asSaid.Threads, told.Threads, one.Threads));
        Assert.Throws<ArgumentOutOfRangeException>(() => new DataLoader<S1x2x3, Labels>(data, 1, threads: 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => data.OnThreads(0));
    }

    [Fact]
    public void the_first_of_several_failures_comes_where_its_batch_would_have_come()
    {
        var data = new Dataset<S1x2x3, Labels>(new SlowExamples(40, Fail), Examples.Labels(new byte[40], 1));
        using var loader = new DataLoader<S1x2x3, Labels>(data, 2, threads: 4);
        for (int time = 0; time < 5; time++)
        {
            int batches = 0;
            var e = Assert.Throws<IOException>(() =>
            {
                foreach (var _ in loader.Epoch(time)) batches++;
            });
            Assert.Equal(("example 14 is gone", 7), (e.Message, batches));
        }

        static void Fail(int example)
        {
            if (example == 14) Thread.Sleep(20); // the failure behind it comes first
            if (example is 14 or 16 or 18) throw new IOException($"example {example} is gone");
        }
    }

    [Fact]
    public void a_batch_stays_as_it_is_while_it_is_in_use()
    {
        using var loader = new DataLoader<S1x2x3, Labels>(Slow(60), 2, threads: 3);
        foreach (var batch in loader.Epoch(1))
        {
            if (batch.Index % 7 == 0) Thread.Sleep(10); // let the other threads run as far ahead as they may
            Assert.Equal(2 * batch.Index, batch.Input.ToArray<float>()[0]);
        }
    }

    [Fact]
    public void an_epoch_that_is_left_early_ends_all_threads()
    {
        using var loader = new DataLoader<S1x2x3, Labels>(Slow(60), 2, threads: 4);
        var whole = Batches(loader, 1);
        foreach (var batch in loader.Epoch(2))
        {
            if (batch.Index == 2) break;
        }

        Assert.Equal(whole, Batches(loader, 1));
    }

    private static Dataset<S1x2x3, Labels> Slow(int count) =>
        new(new SlowExamples(count, example => Thread.Sleep(example * 7919 % 4 == 0 ? 1 : 0)), Examples.Labels(new byte[count], 1));

    private static List<float[]> Batches(DataLoader<S1x2x3, Labels> loader, int epoch, int first = 0)
    {
        var batches = new List<float[]>();
        foreach (var batch in loader.Epoch(epoch, first: first)) batches.Add(batch.Input.ToArray<float>());
        return batches;
    }

    /// <summary>Example i consists of six times i, and something happens as it is read.</summary>
    private sealed class SlowExamples(int count, Action<int> reading) : Examples<Tensor<S1x2x3>>
    {
        public override int Count => count;

        public override Tensor<S1x2x3> CreateBatch(int batch, ElementType elementType, Device device) =>
            Tensor<S1x2x3>.Empty(batch, elementType, device);

        public override void Read(ReadOnlySpan<int> indices, Tensor<S1x2x3> batch)
        {
            reading(indices[0]);
            batch.CopyFrom<float>([.. indices.ToArray().SelectMany(index => Enumerable.Repeat((float)index, 6))]);
        }
    }
}
