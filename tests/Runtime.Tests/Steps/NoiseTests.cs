namespace ModelDsl.Runtime.Tests.Steps;

/// <summary>Additive noise in training.</summary>
public sealed class NoiseTests
{
    [Fact]
    public void noise_has_mean_zero_and_its_deviation_and_leaves_the_input_as_it_is()
    {
        using var network = new Bench(ElementType.Float64);
        using var input = Numbers.Random([4, 25_000], ElementType.Float64, seed: 1);
        double[] before = input.ToArray<double>();
        double[] noise = [.. Draw(network, input, 0.3).Zip(before, (with, without) => with - without)];
        Assert.Equal(0, noise.Average(), 2);
        Assert.Equal(0.3, Math.Sqrt(noise.Average(n => n * n)), 2);
        Assert.Equal(before, input.ToArray<double>());
    }

    [Fact]
    public void each_step_draws_other_noise()
    {
        using var network = new Bench(ElementType.Float64);
        using var input = Numbers.Random([2, 3], ElementType.Float64, seed: 1);
        Assert.NotEqual(Draw(network, input, 1), Draw(network, input, 1));
    }

    private static double[] Draw(Bench network, Tensor input, double deviation)
    {
        using var step = network.Begin();
        var noisy = step.Noise("noise", step.Input(input, "input"), deviation);
        using var copy = new Tensor(network.Dispatcher, network.Dispatcher.Aten.Clone(noisy.Handle));
        return copy.ToArray<double>();
    }
}
