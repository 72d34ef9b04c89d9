using static ModelDsl.Runtime.Tests.Steps.Single;

namespace ModelDsl.Runtime.Tests.Steps;

/// <summary>Operations' numbers by hand, and what gradients do not show.</summary>
public sealed class ValueTests
{
    [Fact]
    public void average_pooling_counts_padding_as_zeros() =>
        Assert.Equal(
            [9, 18, 9, 18, 36, 18, 9, 18, 9],
            Run([9, 9, 9, 9], [1, 1, 2, 2], (step, x) => step.AveragePool("pool", x, size: 2, stride: 1, pad: 1)).Select(v => 4 * v));

    [Fact]
    public void a_pooling_rounds_down_or_up()
    {
        double[] image = [1, 2, 3, 4, 5, 6, 7, 8, 9];
        Assert.Equal([5], Run(image, [1, 1, 3, 3], (step, x) => step.MaxPool("pool", x, size: 2, stride: 2)));
        Assert.Equal([5, 6, 8, 9], Run(image, [1, 1, 3, 3], (step, x) => step.MaxPool("pool", x, size: 2, stride: 2, ceil: true)));
    }

    [Fact]
    public void local_response_norm_is_alexnets_formula() =>
        // scale = 2 + 0.5 · (1 + 4), (1 + 4 + 9), (4 + 9); y = x / scale
        Numbers.AssertClose(
            [1 / 4.5, 2 / 9.0, 3 / 8.5],
            Run([1, 2, 3], [1, 3, 1, 1], (step, x) => step.LocalResponseNorm("lrn", x, 3, 0.5, 1, 2)), 1e-12, "lrn");

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void batch_norm_moves_the_running_statistics_by_the_momentum(bool images)
    {
        using var network = new Bench(ElementType.Float64);
        var layer = new BatchNormParameters(network, "bn", 2);
        // Channel 0: 1, 2, 3, 6 (mean 3, unbiased variance 14/3); channel 1: 4 everywhere.
        using var tensor = images
            ? Tensor.From<double>([1, 2, 4, 4, 3, 6, 4, 4], [2, 2, 2, 1])
            : Tensor.From<double>([1, 4, 2, 4, 3, 4, 6, 4], [4, 2]);
        using var step = network.Begin();
        var (_, mean, inverseDeviation) = step.BatchNorm(layer, step.Input(tensor, "x"), momentum: 0.25);
        Numbers.AssertClose([0.75, 1], layer.RunningMean.Value.ToArray<double>(), 1e-12, "mean");
        Numbers.AssertClose([0.75 + 0.25 * 14 / 3, 0.75], layer.RunningVariance.Value.ToArray<double>(), 1e-12, "variance");
        using var means = step.Return<None>(mean);
        using var deviations = step.Return<None>(inverseDeviation);
        Numbers.AssertClose([3, 4], means.ToArray<double>(), 1e-12, "batch mean");
        Numbers.AssertClose([1 / Math.Sqrt(3.5 + 1e-5), 1 / Math.Sqrt(1e-5)], deviations.ToArray<double>(), 1e-9, "deviation");
    }

    [Fact]
    public void batch_norm_in_inference_uses_the_running_statistics_and_leaves_them()
    {
        using var network = new Bench(ElementType.Float64);
        var layer = new BatchNormParameters(network, "bn", 2);
        layer.RunningMean.Value.CopyFrom<double>([1, -1]);
        layer.RunningVariance.Value.CopyFrom<double>([4, 0.25]);
        layer.Weight.Value.CopyFrom<double>([3, -1]);
        layer.Bias.Value.CopyFrom<double>([10, 0]);
        using var tensor = Tensor.From<double>([5, 1], [1, 2]);
        using var step = network.Begin();
        var x = step.Input(tensor, "x");
        using var output = step.Return<F2>(step.BatchNormInference(layer, x, epsilon: 0));
        using var rectified = step.Return<F2>(step.BatchNormInference(layer, x, epsilon: 0, Activation.Relu));
        Numbers.AssertClose([16, -4], output.ToArray<double>(), 1e-12, "output");
        Numbers.AssertClose([16, 0], rectified.ToArray<double>(), 1e-12, "with relu");
        Assert.Equal([1, -1], layer.RunningMean.Value.ToArray<double>());
    }

    [Fact]
    public void losses_are_means()
    {
        // -log softmax([0, log 3])[1] = -log 0.75; of the second example -log 0.5
        Assert.Equal(
            [(-Math.Log(0.75) - Math.Log(0.5)) / 2],
            Run([0, Math.Log(3), 7, 7], [2, 2], (s, x) => s.SoftmaxCrossEntropy("loss", x, Labelled(s, x, 1, 0)).Loss), Close);
        Assert.Equal(
            [(1 + 4 + 0 + 9) / 4.0],
            Run([1, 2, 3, 4], [2, 2], (s, x) => s.MeanSquaredError("loss", x, Fixed(s, x, 0, 0, 3, 1)).Loss), Close);
        // sigmoid(log 3) = 0.75: -(t log 0.75 + (1 - t) log 0.25)
        Assert.Equal(
            [-(Math.Log(0.75) + Math.Log(0.25)) / 2],
            Run([Math.Log(3), Math.Log(3)], [1, 2], (s, x) => s.SigmoidBinaryCrossEntropy("loss", x, Fixed(s, x, 1, 0)).Loss), Close);
    }

    [Fact]
    public void losses_stay_finite_for_large_logits()
    {
        Assert.Equal([2000], Run([1000, -1000], [1, 2], (s, x) => s.SoftmaxCrossEntropy("loss", x, Labelled(s, x, 1)).Loss), Close);
        Assert.Equal([1000], Run([1000, -1000], [1, 2], (s, x) => s.SigmoidBinaryCrossEntropy("loss", x, Fixed(s, x, 0, 1)).Loss), Close);
    }

    [Fact]
    public void a_flattened_or_reshaped_value_is_a_view()
    {
        using var network = new Bench();
        using var tensor = Numbers.Random([2, 3, 4, 5], ElementType.Float32, seed: 1);
        using var step = network.Begin();
        var x = step.Softmax("softmax", step.Input(tensor, "x"));
        var flat = step.Flatten("flatten", x);
        var back = step.Reshape("flatten", flat, 3, 4, 5);
        Assert.Equal(network.Dispatcher.Data(x.Handle), network.Dispatcher.Data(flat.Handle));
        Assert.Equal(network.Dispatcher.Data(x.Handle), network.Dispatcher.Data(back.Handle));
    }

    [Theory]
    [InlineData(ElementType.Float32)]
    [InlineData(ElementType.Float64)]
    public void a_loss_is_read_as_a_float(ElementType type)
    {
        using var network = new Bench(type);
        using var tensor = Numbers.ToTensor([1.5], [1, 1], type);
        using var step = network.Begin();
        var x = step.Input(tensor, "x");
        Assert.Equal(1.5f, step.Read(x));
    }

    [Fact]
    public void activations_print_as_they_are_made()
    {
        Assert.Equal("Relu", Activation.Relu.ToString());
        Assert.Equal("Leaky(0.01)", Activation.Leaky().ToString());
        Assert.Equal("Threshold(0.5, 20)", Activation.Threshold(0.5, 20).ToString());
        Assert.Equal("3x1", ((Size2)(3, 1)).ToString());
        Assert.Equal(new Size2(2, 2), 2);
    }
}
