namespace ModelDsl.Runtime.Tests.Networks;

/// <summary>What every network has.</summary>
public sealed class NetworkTests
{
    [Fact]
    public void parameters_and_buffers_are_registered_in_the_order_of_the_layers()
    {
        using var network = new Bench();
        _ = new ConvolutionParameters(network, "conv1", [4, 3, 5, 5], bias: false, Initialization.He);
        _ = new BatchNormParameters(network, "bn1", 4);
        _ = new LinearParameters(network, "fc1", [10, 4], bias: true, Initialization.Glorot);
        Assert.Equal(["conv1.weight", "bn1.weight", "bn1.bias", "fc1.weight", "fc1.bias"], network.Parameters.Select(p => p.Name));
        Assert.Equal(["bn1.running_mean", "bn1.running_var"], network.Buffers.Select(b => b.Name));
        Assert.Equal(300 + 4 + 4 + 40 + 10, network.ParameterCount);
        Assert.Equal("fc1.weight [10, 4]", network.Parameters[3].ToString());
    }

    [Fact]
    public void biases_and_batch_norms_start_neutral()
    {
        using var network = new Bench();
        var bn = new BatchNormParameters(network, "bn", 2);
        var fc = new LinearParameters(network, "fc", [2, 3], bias: true, Initialization.He);
        Assert.Equal([1, 1], bn.Weight.Value.ToArray<float>());
        Assert.Equal([0, 0], bn.Bias.Value.ToArray<float>());
        Assert.Equal([0, 0], bn.RunningMean.Value.ToArray<float>());
        Assert.Equal([1, 1], bn.RunningVariance.Value.ToArray<float>());
        Assert.Equal([0, 0], fc.Bias!.Value.ToArray<float>());
        Assert.Null(fc.Weight.Gradient);
    }

    [Fact]
    public void two_layers_of_one_name_are_an_error()
    {
        using var network = new Bench();
        _ = new LinearParameters(network, "fc", [2, 3], bias: true, Initialization.He);
        var error = Assert.Throws<ArgumentException>(() => new LinearParameters(network, "fc", [2, 3], bias: true, Initialization.He));
        Assert.Contains("fc.weight", error.Message);
    }

    [Fact]
    public void weights_of_a_wrong_rank_are_an_error()
    {
        using var network = new Bench();
        var error = Assert.Throws<ShapeMismatchException>(
            () => new ConvolutionParameters(network, "conv", [4, 3, 5], bias: false, Initialization.He));
        Assert.Contains("Bench.conv.weight", error.Message);
        Assert.Throws<ShapeMismatchException>(() => new LinearParameters(network, "fc", [0, 3], bias: false, Initialization.He));
        Assert.Throws<ArgumentOutOfRangeException>(() => new BatchNormParameters(network, "bn", 0));
        Assert.Empty(network.Parameters);
    }

    [Fact]
    public void a_seed_determines_the_parameters()
    {
        Assert.Equal(Start("fc", seed: 1), Start("fc", seed: 1));
        Assert.NotEqual(Start("fc", seed: 1), Start("fc", seed: 2));
        Assert.NotEqual(Start("fc", seed: 1), Start("fc2", seed: 1));
    }

    [Fact]
    public void a_parameters_start_does_not_depend_on_the_layers_before_it()
    {
        using var network = new Bench(seed: 1);
        _ = new LinearParameters(network, "first", [7, 7], bias: false, Initialization.He);
        var layer = new LinearParameters(network, "fc", [4, 5], bias: false, Initialization.He);
        Assert.Equal(Start("fc", seed: 1), layer.Weight.Value.ToArray<float>());
    }

    [Fact]
    public void a_network_computes_in_floating_point_only() =>
        Assert.Throws<ArgumentException>("elementType", () => new Bench(ElementType.Int64));

    [Fact]
    public void a_disposed_network_does_not_run()
    {
        var network = new LeNet5();
        using var images = Digits.Images(1);
        network.Dispose();
        Assert.True(network.IsDisposed);
        Assert.Throws<ObjectDisposedException>(() => network.Predict(images));
    }

    [Fact]
    public void steps_are_pooled_and_several_run_at_once()
    {
        using var network = new Bench();
        Step first;
        using (first = network.Begin()) Assert.NotSame(first, UseAnother(network));
        using var again = network.Begin();
        Assert.Same(first, again);
    }

    [Fact]
    public void the_summary_is_a_table_with_totals()
    {
        using var network = new LeNet5();
        Assert.Equal(416_520, network.Macs);
        Assert.Equal(61_706, network.ParameterCount);
        Assert.Equal(
            """
            LeNet5
            layer     as written       output    parameters     MACs  activations (bytes)
            -----------------------------------------------------------------------------
            conv1     conv5-6          6x28x28          156  117,600               18,816
            maxpool1  maxpool          6x14x14            0        0                4,704
            conv2     conv5-16(valid)  16x10x10       2,416  240,000                6,400
            maxpool2  maxpool          16x5x5             0        0                1,600
            fc1       fc-120           120           48,120   48,000                  480
            fc2       fc-84            84            10,164   10,080                  336
            fc3       fc-10            10               850      840                   40
            softmax   softmax          10                 0        0                   40
            -----------------------------------------------------------------------------
            total                                    61,706  416,520               32,416
            """,
            network.Summary(), ignoreLineEndingDifferences: true);
    }

    private static Step UseAnother(Network network)
    {
        using var step = network.Begin();
        return step;
    }

    private static float[] Start(string name, int seed)
    {
        using var network = new Bench(seed: seed);
        return new LinearParameters(network, name, [4, 5], bias: false, Initialization.He).Weight.Value.ToArray<float>();
    }
}
