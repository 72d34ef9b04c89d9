namespace ModelDsl.Runtime.Tests.Steps;

/// <summary>What dropout drops, and that its seed says so.</summary>
public sealed class DropoutTests
{
    [Theory]
    [InlineData(0.2)]
    [InlineData(0.5)]
    [InlineData(0.9)]
    public void elements_are_dropped_with_the_probability_and_kept_ones_scaled(double probability)
    {
        using var network = new Bench(seed: 2);
        float[] output = Draw(network, probability, 20_000);
        Assert.InRange(output.Count(v => v == 0) / (double)output.Length, probability - 0.015, probability + 0.015);
        Assert.All(output.Where(v => v != 0), v => Assert.Equal(1 / (1 - probability), v, 1e-5));
    }

    [Fact]
    public void a_seed_determines_what_is_dropped_and_every_pass_drops_anew()
    {
        using var network = new Bench(seed: 2);
        using var same = new Bench(seed: 2);
        using var other = new Bench(seed: 3);
        float[] first = Draw(network, 0.5, 100), second = Draw(network, 0.5, 100);
        Assert.NotEqual(first, second);
        Assert.Equal(first, Draw(same, 0.5, 100));
        Assert.Equal(second, Draw(same, 0.5, 100));
        Assert.NotEqual(first, Draw(other, 0.5, 100));
    }

    [Fact]
    public void the_state_of_the_random_stream_brings_a_drop_back()
    {
        using var network = new Bench(seed: 2);
        Draw(network, 0.5, 10);
        byte[] state = network.Random.GetState();
        float[] first = Draw(network, 0.5, 100);
        network.Random.SetState(state);
        Assert.Equal(first, Draw(network, 0.5, 100));
    }

    [Fact]
    public void nothing_is_dropped_with_probability_0()
    {
        using var network = new Bench();
        Assert.All(Draw(network, 0, 100), v => Assert.Equal(1, v));
    }

    private static float[] Draw(Bench network, double probability, int count)
    {
        using var ones = Tensor.From<float>([.. Enumerable.Repeat(1f, count * 3)], [count, 3]);
        using var step = network.Begin();
        using var output = step.Return<F3>(step.Dropout("dropout", step.Input(ones, "x"), probability).Output);
        return output.ToArray<float>();
    }
}
