namespace ModelDsl.Runtime.Tests.Networks;

/// <summary>Activations between Forward and Backward.</summary>
public sealed class ForwardStateTests
{
    [Fact]
    public void activations_serve_one_backward_only()
    {
        using var network = new LeNet5();
        using var images = Digits.Images(2);
        using var gradient = Tensor<F10>.From(new float[20]);
        using var state = network.Forward(images);
        network.Backward(state, gradient).Dispose();
        var error = Assert.Throws<InvalidOperationException>(() => network.Backward(state, gradient));
        Assert.Contains("already", error.Message);
    }

    [Fact]
    public void backward_after_dispose_is_an_error()
    {
        using var network = new LeNet5();
        using var images = Digits.Images(2);
        using var gradient = Tensor<F10>.From(new float[20]);
        var state = network.Forward(images);
        state.Dispose();
        Assert.Throws<ObjectDisposedException>(() => network.Backward(state, gradient));
        Assert.Throws<ObjectDisposedException>(() => state.Output.ToArray<float>());
    }

    [Fact]
    public void activations_of_another_network_are_an_error_that_names_the_layer()
    {
        using var network = new LeNet5();
        using var other = new LeNet5();
        using var images = Digits.Images(2);
        using var gradient = Tensor<F10>.From(new float[20]);
        using var state = other.Forward(images);
        var error = Assert.Throws<InvalidOperationException>(() => network.Backward(state, gradient));
        Assert.Contains("fc3", error.Message);
        Assert.All(network.Parameters, parameter => Assert.Null(parameter.Gradient));
    }

    [Fact]
    public void several_states_of_one_network_live_side_by_side()
    {
        using var network = new LeNet5();
        using var first = Digits.Images(2, seed: 1);
        using var second = Digits.Images(3, seed: 2);
        using var gradient = Tensor<F10>.From([.. Enumerable.Range(0, 20).Select(i => i / 20f)]);
        float[] alone = InputGradient(network, first, gradient);
        using var early = network.Forward(first);
        using var late = network.Forward(second);
        using var predicted = network.Predict(second);
        using var result = network.Backward(early, gradient);
        Assert.Equal(alone, result.ToArray<float>());
    }

    private static float[] InputGradient(LeNet5 network, Tensor<F1x28x28> images, Tensor<F10> gradient)
    {
        using var state = network.Forward(images);
        using var result = network.Backward(state, gradient);
        return result.ToArray<float>();
    }
}
