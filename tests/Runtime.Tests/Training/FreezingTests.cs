using ModelDsl.Runtime.Tests.Checkpoints;
using ModelDsl.Runtime.Tests.Networks;

namespace ModelDsl.Runtime.Tests.Training;

public sealed class FreezingTests
{
    public static TheoryData<string> Optimizers => [nameof(Sgd), nameof(AdamW), nameof(Lars), nameof(RmsProp)];

    private static Optimizer Create(string name) => name switch
    {
        nameof(Sgd) => new Sgd(0.1, momentum: 0.9, weightDecay: 0.01),
        nameof(AdamW) => new AdamW(0.01, weightDecay: 0.1),
        nameof(Lars) => new Lars(0.1, weightDecay: 0.01),
        _ => new RmsProp(0.01, weightDecay: 0.01),
    };

    [Theory]
    [MemberData(nameof(Optimizers))]
    public void what_is_frozen_stays_as_it_is_to_the_bit_also_after_it_has_learned_before(string name)
    {
        using var network = new TinyNetwork(seed: 1);
        using var optimizer = Create(name);
        Weights.Train(network, optimizer);
        network.FreezeUntil("bn1");
        var before = Values(network);
        Weights.Train(network, optimizer);
        var after = Values(network);

        foreach (var kept in new[] { "fc1.weight", "fc1.bias", "bn1.weight", "bn1.bias", "bn1.running_mean", "bn1.running_var" }) Assert.Equal(before[kept], after[kept]);
        foreach (var learned in new[] { "fc2.weight", "fc2.bias" }) Assert.NotEqual(before[learned], after[learned]);
    }

    [Fact]
    public void what_is_no_longer_frozen_learns_again()
    {
        using var network = new TinyNetwork(seed: 1);
        using var optimizer = new Sgd(0.1);
        network.Freeze();
        var before = Weights.Of(network);
        Weights.Train(network, optimizer);
        Assert.Equal(before, Weights.Of(network));

        network.Unfreeze("fc1");
        Weights.Train(network, optimizer);
        Assert.Equal(["fc1.weight", "fc1.bias"], network.Parameters.Where(parameter => !parameter.IsFrozen).Select(parameter => parameter.Name));
        Assert.NotEqual(before[..12], Weights.Of(network)[..12]);
        Assert.Equal(before[18..], Weights.Of(network)[18..]);
    }

    [Fact]
    public void the_rest_learns_as_if_the_frozen_had_a_rate_of_zero()
    {
        using var images = Digits.Images(8);
        using var labels = Digits.Labels(8);
        foreach (bool usesBlocks in new[] { true, false })
        {
            using var frozen = new LeNet5(seed: 1) { UsesBlocks = usesBlocks };
            using var slow = new LeNet5(seed: 1) { UsesBlocks = usesBlocks };
            using var first = new Sgd(0.1, momentum: 0.9);
            using var second = new Sgd(0.1, momentum: 0.9);
            frozen.Freeze("conv*", "fc2");
            second.SetGroup(p => p.Layer.StartsWith("conv", StringComparison.Ordinal) || p.Layer == "fc2", rate: 0);
            for (int i = 0; i < 3; i++) Assert.Equal(slow.TrainStep(images, labels, second), frozen.TrainStep(images, labels, first), 1e-5f);

            foreach (var (expected, actual) in slow.Parameters.Zip(frozen.Parameters)) Close(expected.Value.ToArray<float>(), actual.Value.ToArray<float>(), 1e-5);
        }
    }

    [Fact]
    public void gradients_through_a_frozen_normalisation_are_those_of_the_loss_at_inference()
    {
        using var network = new TinyNetwork(seed: 1, ElementType.Float64);
        using var input = Tensor<S2>.From([1, 2, -1, 0.5, 3, -2, 0, 1]);
        using var labels = Labels.From([0, 1, 2, 1]);
        using var optimizer = new Sgd(0.1);
        for (int i = 0; i < 3; i++) network.TrainStep(input, labels, optimizer);
        network.Freeze("bn1");
        var weight = network.Fc1.Weight.Value;
        var start = weight.ToArray<double>();
        var expected = new double[start.Length];
        for (int i = 0; i < start.Length; i++) expected[i] = (Loss(i, 1e-5) - Loss(i, -1e-5)) / 2e-5;
        weight.CopyFrom<double>(start);
        using var unit = new Sgd(1);
        network.TrainStep(input, labels, unit);
        var learned = weight.ToArray<double>();

        // The loss is read as float32, which limits the differences.
        for (int i = 0; i < start.Length; i++) Assert.Equal(expected[i], start[i] - learned[i], 0.02);
        Assert.Contains(expected, gradient => Math.Abs(gradient) > 0.1);

        double Loss(int at, double by)
        {
            var moved = (double[])start.Clone();
            moved[at] += by * 1000;
            weight.CopyFrom<double>(moved);
            float loss = network.Evaluate(input, labels, out var output);
            output.Dispose();
            return loss / 1000;
        }
    }

    [Fact]
    public void gradients_that_were_gathered_do_not_reach_what_is_frozen()
    {
        using var network = new TinyNetwork(seed: 1);
        using var inner = new Sgd(0.1, weightDecay: 0.1);
        using var deferred = new DeferredOptimizer(inner);
        var before = Weights.Of(network);
        Weights.Train(network, deferred, steps: 1);
        network.Freeze("fc1");
        deferred.Apply();

        Assert.Equal(before[..18], Weights.Of(network)[..18]);
        Assert.NotEqual(before[30..51], Weights.Of(network)[30..51]);
    }

    [Fact]
    public void a_layer_that_is_not_there_is_an_error_that_names_those_that_are()
    {
        using var network = new TinyNetwork();
        var error = Assert.Throws<ArgumentException>(() => network.Freeze("fc1", "fc9"));

        Assert.StartsWith("Tiny has no layer 'fc9'; it has fc1, bn1, fc2, softmax.", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(network.Parameters, parameter => parameter.IsFrozen);
        Assert.Throws<ArgumentException>(() => network.FreezeUntil("gap"));
        Assert.Throws<ArgumentException>(() => network.Unfreeze("f"));
    }

    private static Dictionary<string, float[]> Values(Network network) => network.Parameters.Select(parameter => (parameter.Name, parameter.Value))
        .Concat(network.Buffers.Select(buffer => (buffer.Name, buffer.Value)))
        .ToDictionary(tensor => tensor.Name, tensor => tensor.Value.ToArray<float>());

    private static void Close(float[] expected, float[] actual, double tolerance)
    {
        for (int i = 0; i < expected.Length; i++) Assert.Equal(expected[i], actual[i], tolerance);
    }
}
