using ModelDsl.Runtime.Tests.Interop;

namespace ModelDsl.Runtime.Tests.Networks;

/// <summary>What a network leaves behind: nothing.</summary>
[Collection(nameof(MemoryCollection))]
public sealed class MemoryTests
{
    [Fact]
    public void training_keeps_the_number_of_tensors_and_bytes()
    {
        using var network = new LeNet5();
        using var optimizer = new Sgd(0.01, momentum: 0.9);
        using var images = Digits.Images(8);
        using var labels = Digits.Labels(8);
        network.TrainStep(images, labels, optimizer);
        var (buffers, bytes) = (MemoryCollection.Buffers(), Memory.CurrentBytes);
        for (int i = 0; i < 500; i++)
        {
            network.TrainStep(images, labels, optimizer);
            Assert.Equal((buffers, bytes), (Memory.Buffers, Memory.CurrentBytes));
        }
    }

    [ShimTheory]
    [InlineData(true)]
    [InlineData(false)]
    public void a_train_step_allocates_no_managed_memory(bool adam)
    {
        using var network = new LeNet5();
        using Optimizer optimizer = adam ? new Adam() : new Sgd(0.01, momentum: 0.9, nesterov: true, weightDecay: 1e-4);
        using var images = Digits.Images(4);
        using var labels = Digits.Labels(4);
        for (int i = 0; i < 100; i++) network.TrainStep(images, labels, optimizer);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 100; i++) network.TrainStep(images, labels, optimizer);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [ShimFact]
    public void a_prediction_allocates_its_result_only()
    {
        using var network = new LeNet5();
        using var images = Digits.Images(4);
        for (int i = 0; i < 100; i++) network.Predict(images).Dispose();
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 100; i++) network.Predict(images).Dispose();
        Assert.InRange((GC.GetAllocatedBytesForCurrentThread() - before) / 100, 1, 128);
    }

    [Fact]
    public void a_predictions_memory_is_its_result()
    {
        using var network = new LeNet5();
        using var images = Digits.Images(4);
        Settle(network);
        long before = MemoryCollection.Buffers();
        var output = network.Predict(images);
        Assert.Equal(before + 1, Memory.Buffers);
        output.Dispose();
        Assert.Equal(before, Memory.Buffers);
    }

    [Fact]
    public void activations_that_no_backward_uses_are_released_with_their_state()
    {
        using var network = new LeNet5();
        using var images = Digits.Images(4);
        Settle(network);
        long before = MemoryCollection.Buffers();
        var state = network.Forward(images);
        Assert.InRange(Memory.Buffers - before, 8, 12);
        state.Dispose();
        state.Dispose();
        Assert.Equal(before, Memory.Buffers);
    }

    [Fact]
    public void activations_keep_the_input_alive_until_backward_has_used_them()
    {
        using var network = new LeNet5();
        Settle(network);
        long before = MemoryCollection.Buffers();
        var images = Digits.Images(4);
        var state = network.Forward(images);
        images.Dispose();
        using var gradient = Tensor<F10>.From(new float[40]);
        using (network.Backward(state, gradient)) Assert.Equal(before + 3 + network.Parameters.Count, Memory.Buffers);
        state.Dispose();
        network.ZeroGradients();
        Assert.Equal(before + 1, Memory.Buffers);
    }

    [Fact]
    public void a_state_nobody_disposed_is_freed_by_the_garbage_collector_and_counted()
    {
        using var network = new LeNet5();
        using var images = Digits.Images(4);
        Settle(network);
        long before = MemoryCollection.Buffers();
        long counted = Tensor.Finalized;
        Abandon(network, images);
        Assert.Equal(before, MemoryCollection.Buffers());
        Assert.Equal(counted + 2, Tensor.Finalized); // the state and its output
    }

    [Fact]
    public void a_disposed_network_leaves_nothing()
    {
        long before = MemoryCollection.Buffers();
        var network = new LeNet5();
        using (var images = Digits.Images(4))
        using (var gradient = Tensor<F10>.From(new float[40]))
        using (var state = network.Forward(images))
            network.Backward(state, gradient).Dispose();
        network.Dispose();
        network.Dispose();
        Assert.Equal(before, Memory.Buffers);
    }

    [Fact]
    public void a_step_that_fails_half_way_leaves_nothing()
    {
        using var network = new LeNet5();
        using var images = Digits.Images(4);
        using var labels = Labels.From([1, 2, 10, 3]);
        using var optimizer = new Sgd(0.1);
        Settle(network);
        long before = MemoryCollection.Buffers();
        var failure = Assert.Throws<LayerException>(() => network.TrainStep(images, labels, optimizer));
        Assert.Equal("softmax", failure.Layer);
        Assert.Contains("10", failure.Message);
        Assert.Equal(before, Memory.Buffers);
    }

    /// <summary>What the first pass makes for all that follow: the weights packed.</summary>
    private static void Settle(LeNet5 network)
    {
        using var images = Digits.Images(4);
        network.Predict(images).Dispose();
    }

    [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
    private static void Abandon(LeNet5 network, Tensor<F1x28x28> images) => network.Forward(images);
}
