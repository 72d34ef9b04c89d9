using ModelDsl.Runtime.Training;

namespace ModelDsl.Runtime.Tests.Networks;

/// <summary>What a network does on a GPU, by the same operators on the CPU.</summary>
public sealed class GpuWayTests
{
    [Fact]
    public void training_without_reading_the_loss_learns_the_same()
    {
        using var images = Digits.Images(8);
        using var labels = Digits.Labels(8);
        foreach (bool onGpu in new[] { false, true })
        {
            using var reading = new LeNet5(seed: 1);
            using var queueing = new LeNet5(seed: 1) { ReadsLoss = false };
            if (onGpu) reading.ActAsOnGpu();
            if (onGpu) queueing.ActAsOnGpu();
            using var first = new Sgd(0.1, momentum: 0.9);
            using var second = new Sgd(0.1, momentum: 0.9);
            for (int i = 0; i < 3; i++)
            {
                Assert.True(float.IsFinite(reading.TrainStep(images, labels, first)));
                Assert.True(float.IsNaN(queueing.TrainStep(images, labels, second)));
            }

            foreach (var (expected, actual) in reading.Parameters.Zip(queueing.Parameters)) Assert.Equal(expected.Value.ToArray<float>(), actual.Value.ToArray<float>());
        }
    }

    [Fact]
    public void an_evaluation_always_reads_its_loss()
    {
        using var images = Digits.Images(4);
        using var labels = Digits.Labels(4);
        using var network = new LeNet5 { ReadsLoss = false };
        float loss = network.Evaluate(images, labels, out var output);
        output.Dispose();
        Assert.True(float.IsFinite(loss));
    }

    [Fact]
    public void parameters_change_when_the_step_is_through_and_not_before()
    {
        using var network = new Bench();
        network.ActAsOnGpu();
        using var sgd = new Sgd(1);
        var parameter = network.AddParameter("fc", "weight", [3], Initialization.Ones);
        using var gradient = Numbers.ToTensor([1, 1, 1], [3], ElementType.Float32);
        using var loss = Numbers.ToTensor([5], [], ElementType.Float32);
        using (var step = network.Begin())
        {
            step.Update(sgd, parameter, step.Activate("fc", step.Input(gradient, "gradient"), Activation.None));
            Assert.Equal([1f, 1f, 1f], parameter.Value.ToArray<float>());
            Assert.Equal(5, step.Read(loss));
            Assert.Equal([0f, 0f, 0f], parameter.Value.ToArray<float>());
        }

        using (var failing = network.Begin()) failing.Update(sgd, parameter, failing.Activate("fc", failing.Input(gradient, "gradient"), Activation.None));
        Assert.Equal([0f, 0f, 0f], parameter.Value.ToArray<float>());
    }

    [Fact]
    public void weights_of_convolutions_lie_channels_last_and_read_as_before()
    {
        using var network = new LeNet5(seed: 1);
        using var plain = new LeNet5(seed: 1);
        network.ActAsOnGpu();
        var weight = network.Parameters.Single(parameter => parameter.Name == "conv2.weight").Value;
        Span<long> strides = stackalloc long[4];
        weight.Dispatcher.Strides(weight.Handle, strides);
        Assert.Equal(1, strides[1]);
        Assert.Equal(plain.Parameters.Single(parameter => parameter.Name == "conv2.weight").Value.ToArray<float>(), weight.ToArray<float>());
    }

    [Fact]
    public void gradients_that_were_held_back_are_updated_all_at_once_too()
    {
        using var images = Digits.Images(4);
        using var labels = Digits.Labels(4);
        using var network = new LeNet5(seed: 1);
        network.ActAsOnGpu();
        using var counting = new Counting();
        using var deferred = new DeferredOptimizer(counting) { MaxNorm = 1 };
        network.TrainStep(images, labels, deferred);
        network.TrainStep(images, labels, deferred);
        Assert.Empty(counting.Updates);
        deferred.Apply();
        Assert.Equal([network.Parameters.Count], counting.Updates);
    }

    [Fact]
    public void weights_are_averaged_over_time_to_the_same_numbers()
    {
        using var images = Digits.Images(4);
        using var labels = Digits.Labels(4);
        using var network = new LeNet5(seed: 1);
        using var one = new NetworkCopy(network);
        network.ActAsOnGpu();
        using var many = new NetworkCopy(network);
        using var sgd = new Sgd(0.1);
        for (int i = 0; i < 2; i++)
        {
            network.TrainStep(images, labels, sgd);
            one.Average(0.7);
            many.Average(0.7);
        }

        foreach (var (expected, actual, now) in one.Tensors.Zip(many.Tensors, network.Parameters))
        {
            Assert.Equal(expected.Value.ToArray<float>(), actual.Value.ToArray<float>());
            Assert.NotEqual(now.Value.ToArray<float>(), actual.Value.ToArray<float>());
        }
    }

    [Fact]
    public void numbers_that_every_step_computes_with_are_brought_to_the_device_once()
    {
        Tensor weights;
        using (var network = new Bench())
        {
            weights = network.Constant([1, 2]);
            Assert.Equal([1f, 2f], weights.ToArray<float>());
            Assert.Same(weights, network.Constant([1, 2]));
            Assert.NotSame(weights, network.Constant([2, 1]));
        }

        Assert.Throws<ObjectDisposedException>(() => weights.ToArray<float>());
    }

    [Fact]
    public void where_no_memory_can_be_pinned_a_tensor_stays_as_it_is()
    {
        using var tensor = Numbers.ToTensor([1, 2, 3], [3], ElementType.Float32);
        bool pinned = tensor.TryPin();
        Assert.Equal(tensor.Dispatcher.HasCuda, pinned);
        Assert.Equal([1f, 2f, 3f], tensor.ToArray<float>());
    }

    /// <summary>Counts the parameters of each update of many.</summary>
    private sealed class Counting() : Optimizer(learningRate: 1, countsUpdates: false)
    {
        public List<int> Updates { get; } = [];

        internal override bool TakesMany => true;

        protected internal override void Update(Parameter parameter, nint gradient) => Updates.Add(1);

        internal override void UpdateAll(IReadOnlyList<Parameter> parameters, ReadOnlySpan<nint> gradients) => Updates.Add(parameters.Count);
    }
}
