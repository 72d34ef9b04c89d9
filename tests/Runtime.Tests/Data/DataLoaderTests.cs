using ModelDsl.Runtime.Data;

namespace ModelDsl.Runtime.Tests.Data;

public sealed class DataLoaderTests
{
    [Theory]
    [InlineData(10, 4, new[] { 4, 4, 2 })]
    [InlineData(8, 4, new[] { 4, 4 })]
    [InlineData(3, 4, new[] { 3 })]
    [InlineData(5, 4, new[] { 4, 1 })]
    [InlineData(29, 4, new[] { 4, 4, 4, 4, 4, 4, 4, 1 })]
    public void an_epoch_visits_every_example_once_the_last_batch_with_what_is_left(int count, int batchSize, int[] sizes)
    {
        using var loader = new DataLoader<S2, Labels>(Numbered(count), batchSize, seed: 1);
        var seen = new List<long>();
        var counts = new List<int>();
        foreach (var batch in loader.Epoch(1))
        {
            Assert.Equal(counts.Count, batch.Index);
            Assert.Equal([batch.Count, 2], batch.Input.Sizes);
            counts.Add(batch.Count);
            seen.AddRange(batch.Target.ToArray<long>());
            Assert.Equal(batch.Target.ToArray<long>(), FirstColumn(batch.Input));
        }

        Assert.Equal(sizes, counts);
        Assert.Equal(sizes.Length, loader.BatchCount);
        Assert.Equal(Enumerable.Range(0, count).Select(i => (long)i), seen.Order());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    public void an_epoch_may_begin_at_a_later_batch(int first)
    {
        using var loader = new DataLoader<S2, Labels>(Numbered(22), 4, seed: 1);
        var all = loader.Epoch(3).Select(batch => (batch.Index, string.Join(' ', batch.Target.ToArray<long>()))).ToArray();
        Assert.Equal(all[first..], loader.Epoch(3, first: first).Select(batch => (batch.Index, string.Join(' ', batch.Target.ToArray<long>()))));
        Assert.Throws<ArgumentOutOfRangeException>("first", () => loader.Epoch(3, first: 7));
        Assert.Throws<ArgumentOutOfRangeException>("first", () => loader.Epoch(3, first: -1));
    }

    [Fact]
    public void the_order_does_not_depend_on_the_batch_size()
    {
        using var small = new DataLoader<S2, Labels>(Numbered(20), 3, seed: 1);
        using var large = new DataLoader<S2, Labels>(Numbered(20), 7, seed: 1);

        Assert.Equal(Order(small, 2), Order(large, 2));
        Assert.NotEqual(Order(small, 1), Order(small, 2));
    }

    [Fact]
    public void drop_last_leaves_out_what_does_not_fill_a_batch()
    {
        using var loader = new DataLoader<S2, Labels>(Numbered(10), 4, dropLast: true);

        Assert.Equal([0, 1, 2, 3, 4, 5, 6, 7], Order(loader, 1));
        Assert.Equal(8, loader.ExampleCount);
        Assert.Throws<ArgumentException>(() => new DataLoader<S2, Labels>(Numbered(3), 4, dropLast: true));
    }

    [Fact]
    public void a_limit_takes_a_random_sample_with_a_seed_and_the_first_without()
    {
        using var sample = new DataLoader<S2, Labels>(Numbered(100), 4, seed: 1, limit: 10);
        using var first = new DataLoader<S2, Labels>(Numbered(100), 4, limit: 10);

        Assert.Equal(10, Order(sample, 0).Distinct().Count());
        Assert.Contains(Order(sample, 0), example => example >= 10);
        Assert.Equal(Enumerable.Range(0, 10).Select(i => (long)i), Order(first, 0));
    }

    [Fact]
    public void a_batch_stays_as_it_is_while_it_is_in_use()
    {
        using var loader = new DataLoader<S2, Labels>(Numbered(100), 2);
        int next = 0;
        foreach (var batch in loader.Epoch(0))
        {
            if (next % 10 == 0) Thread.Sleep(5); // let the other thread run as far ahead as it may
            Assert.Equal([next++, next++], batch.Target.ToArray<long>().Select(i => (int)i));
        }

        Assert.Equal(100, next);
    }

    [Fact]
    public void batches_come_in_the_networks_element_type()
    {
        using var loader = new DataLoader<S2, Labels>(Numbered(4), 2, elementType: ElementType.Float64);
        foreach (var batch in loader.Epoch(0))
        {
            Assert.Equal(ElementType.Float64, batch.Input.ElementType);
            Assert.Equal(batch.Target.ToArray<long>()[0], batch.Input.ToArray<double>()[0]);
        }
    }

    [Fact]
    public void an_exception_of_the_other_thread_comes_where_its_batch_would_have_come()
    {
        var data = new Dataset<S2, Labels>(new FailingExamples(count: 20, failing: 13), Examples.Labels(Idx.Counting(20), 20));
        using var loader = new DataLoader<S2, Labels>(data, 4);
        int batches = 0;

        var e = Assert.Throws<IOException>(() =>
        {
            foreach (var _ in loader.Epoch(0)) batches++;
        });
        Assert.Equal("example 13 is gone", e.Message);
        Assert.Equal(3, batches);
    }

    [Fact]
    public void cancellation_wakes_a_loop_that_waits_for_a_batch()
    {
        using var cancellation = new CancellationTokenSource();
        using var blocked = new ManualResetEventSlim();
        var data = new Dataset<S2, Labels>(new FailingExamples(count: 8, failing: 4, wait: blocked), Examples.Labels(Idx.Counting(8), 8));
        using var loader = new DataLoader<S2, Labels>(data, 4);
        using var epoch = loader.Epoch(0, cancellation.Token);
        Assert.True(epoch.MoveNext());

        var waiting = Task.Run(epoch.MoveNext);
        cancellation.Cancel();
        Assert.ThrowsAny<OperationCanceledException>(() => waiting.GetAwaiter().GetResult());
        blocked.Set();
    }

    [Fact]
    public void an_epoch_that_is_left_early_does_not_disturb_the_next()
    {
        using var loader = new DataLoader<S2, Labels>(Numbered(100), 4, seed: 1);
        var whole = Order(loader, 3);
        foreach (var batch in loader.Epoch(2))
        {
            if (batch.Index == 2) break;
        }

        Assert.Equal(whole, Order(loader, 3));
    }

    [Fact]
    public void two_epochs_at_once_are_an_error()
    {
        using var loader = new DataLoader<S2, Labels>(Numbered(100), 4);
        using var epoch = loader.Epoch(1);

        Assert.Throws<InvalidOperationException>(() => loader.Epoch(2));
    }

    /// <summary>Example i has the inputs i, -i and the label i.</summary>
    private static Dataset<S2, Labels> Numbered(int count)
    {
        var inputs = new float[2 * count];
        for (int i = 0; i < count; i++) (inputs[2 * i], inputs[2 * i + 1]) = (i % 256, -i);
        return new Dataset<S2, Labels>(Examples.Floats<S2>(inputs), Examples.Labels(Idx.Counting(count), 256));
    }

    private static long[] FirstColumn(Tensor input) => [.. input.ToArray<float>().Where((_, i) => i % 2 == 0).Select(value => (long)value)];

    private static long[] Order(DataLoader<S2, Labels> loader, int epoch)
    {
        var order = new List<long>();
        foreach (var batch in loader.Epoch(epoch)) order.AddRange(batch.Target.ToArray<long>());
        return [.. order];
    }

    /// <summary>Throws at one example, or waits there first.</summary>
    private sealed class FailingExamples(int count, int failing, ManualResetEventSlim? wait = null) : Examples<Tensor<S2>>
    {
        public override int Count => count;

        public override Tensor<S2> CreateBatch(int batch, ElementType elementType, Device device) =>
            Tensor<S2>.Empty(batch, elementType, device);

        public override void Read(ReadOnlySpan<int> indices, Tensor<S2> batch)
        {
            if (!indices.Contains(failing)) return;
            wait?.Wait();
            throw new IOException($"example {failing} is gone");
        }
    }
}
