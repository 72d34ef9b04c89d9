using ModelDsl.Runtime.Data;

namespace ModelDsl.Runtime.Tests.Data;

public sealed class ExampleOrderTests
{
    /// <summary>The first numbers for seed 1234567, as published with the algorithm's reference implementation in C.</summary>
    [Fact]
    public void the_generator_is_splitmix64()
    {
        var random = new SplitMix64(1234567);

        ulong[] expected = [6457827717110365317, 3203168211198807973, 9817491932198370423, 4593380528125082431, 16408922859458223821];
        Assert.Equal(expected, expected.Select(_ => random.Next()));
    }

    [Fact]
    public void every_number_below_a_bound_is_equally_likely()
    {
        var random = new SplitMix64(1);
        var counts = new int[7];
        for (int i = 0; i < 70_000; i++) counts[random.Below(7)]++;

        Assert.All(counts, count => Assert.InRange(count, 9_600, 10_400)); // 4 standard deviations of 93
    }

    [Fact]
    public void a_shuffled_epoch_visits_every_example_once()
    {
        var order = new ExampleOrder(1000, seed: 3).Of(5).ToArray();

        Assert.Equal(Enumerable.Range(0, 1000), order.Order());
        Assert.NotEqual(Enumerable.Range(0, 1000), order);
    }

    [Fact]
    public void the_order_depends_on_seed_and_epoch_alone()
    {
        var order = new ExampleOrder(100, seed: 3);
        var first = order.Of(1).ToArray();
        var second = order.Of(2).ToArray();

        Assert.Equal(first, order.Of(1).ToArray());
        Assert.Equal(second, new ExampleOrder(100, seed: 3).Of(2).ToArray());
        Assert.NotEqual(first, second);
        Assert.NotEqual(first, new ExampleOrder(100, seed: 4).Of(1).ToArray());
        Assert.NotEqual(second, new ExampleOrder(100, seed: 2).Of(1).ToArray());
    }

    [Fact]
    public void the_order_is_the_same_on_every_machine() =>
        Assert.Equal([8, 7, 3, 9, 1, 5, 6, 2, 0, 4], new ExampleOrder(10, seed: 1).Of(1).ToArray());

    [Fact]
    public void without_a_seed_the_examples_stay_in_their_order() =>
        Assert.Equal([0, 1, 2, 3, 4], new ExampleOrder(5, seed: null).Of(7).ToArray());

    [Fact]
    public void every_example_comes_first_equally_often()
    {
        var order = new ExampleOrder(5, seed: 1);
        var counts = new int[5];
        for (int epoch = 0; epoch < 10_000; epoch++) counts[order.Of(epoch).Span[0]]++;

        Assert.All(counts, count => Assert.InRange(count, 1_840, 2_160)); // 4 standard deviations of 40
    }
}
