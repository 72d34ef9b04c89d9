namespace ModelDsl.Runtime.Tests.Networks;

/// <summary>A whole network, compiled by hand.</summary>
public sealed class LeNet5Tests
{
    [Fact]
    public void a_fixed_batch_can_be_learnt_by_heart()
    {
        using var network = new LeNet5(seed: 3);
        using var optimizer = new Adam(2e-3);
        using var images = Digits.Images(40);
        using var labels = Digits.Labels(40);
        float first = network.TrainStep(images, labels, optimizer);
        float last = first;
        for (int i = 0; i < 80; i++) last = network.TrainStep(images, labels, optimizer);
        Assert.InRange(first, 1.5f, 10f);
        Assert.InRange(last, 0f, 0.02f);
        float loss = network.Evaluate(images, labels, out var output);
        using var _ = output;
        Assert.InRange(loss, 0f, 0.02f);
        float[] probabilities = output.ToArray<float>();
        for (int i = 0; i < 40; i++) Assert.InRange(probabilities[i * 10 + i % 10], 0.9f, 1f);
    }

    [Fact]
    public void predict_gives_probabilities_and_evaluate_the_same_ones()
    {
        using var network = new LeNet5();
        using var images = Digits.Images(7);
        using var labels = Digits.Labels(7);
        using var predicted = network.Predict(images);
        float loss = network.Evaluate(images, labels, out var evaluated);
        using var _ = evaluated;
        float[] probabilities = predicted.ToArray<float>();
        Assert.Equal(probabilities, evaluated.ToArray<float>());
        for (int i = 0; i < 7; i++) Assert.Equal(1, probabilities.AsSpan(i * 10, 10).ToArray().Sum(), 1e-5);
        Assert.Equal(-Enumerable.Range(0, 7).Average(i => Math.Log(probabilities[i * 10 + i])), loss, 1e-5);
    }

    [Fact]
    public void forward_backward_and_an_optimizer_step_do_what_a_train_step_does()
    {
        using var together = new LeNet5(seed: 5);
        using var apart = new LeNet5(seed: 5);
        using var images = Digits.Images(6);
        using var labels = Digits.Labels(6);
        using var sgd = new Sgd(0.05, momentum: 0.9);
        using var other = new Sgd(0.05, momentum: 0.9);
        for (int i = 0; i < 3; i++)
        {
            together.TrainStep(images, labels, sgd);
            apart.ZeroGradients();
            using var state = apart.Forward(images);
            using var gradient = CrossEntropyGradient(apart, state.Output, labels);
            using var inputGradient = apart.Backward(state, gradient);
            other.Step(apart.Parameters);
        }

        for (int i = 0; i < together.Parameters.Count; i++)
            Assert.Equal(together.Parameters[i].Value.ToArray<float>(), apart.Parameters[i].Value.ToArray<float>());
    }

    [Fact]
    public void backward_twice_on_the_same_parameters_adds_the_gradients()
    {
        using var network = new LeNet5();
        using var images = Digits.Images(4);
        using var gradient = Tensor<F10>.From(new float[40].Select((_, i) => i % 7 - 3f).ToArray());
        float[] Run()
        {
            using var state = network.Forward(images);
            network.Backward(state, gradient).Dispose();
            return network.Conv2.Weight.Gradient!.ToArray<float>();
        }

        float[] once = Run();
        float[] twice = Run();
        Numbers.AssertClose([.. once.Select(v => 2.0 * v)], [.. twice.Select(v => (double)v)], 1e-6, "twice the gradient");
        network.ZeroGradients();
        Assert.All(network.Parameters, parameter => Assert.Null(parameter.Gradient));
    }

    [Fact]
    public void training_with_the_same_seed_gives_the_same_bits()
    {
        float[] Train()
        {
            using var network = new LeNet5(seed: 11);
            using var optimizer = new Sgd(0.1, momentum: 0.9);
            using var images = Digits.Images(16);
            using var labels = Digits.Labels(16);
            for (int i = 0; i < 5; i++) network.TrainStep(images, labels, optimizer);
            return network.Fc1.Weight.Value.ToArray<float>();
        }

        Assert.Equal(Train(), Train());
    }

    [Fact]
    public async Task predictions_on_several_threads_equal_those_on_one()
    {
        using var network = new LeNet5();
        var batches = Enumerable.Range(0, 8).Select(seed => Digits.Images(3 + seed, seed)).ToArray();
        float[] Predict(Tensor<F1x28x28> images)
        {
            using var output = network.Predict(images);
            return output.ToArray<float>();
        }

        var alone = batches.Select(Predict).ToArray();
        var tasks = Enumerable.Range(0, 64).Select(i => Task.Run(() => (Batch: i % 8, Output: Predict(batches[i % 8]))));
        foreach (var (batch, output) in await Task.WhenAll(tasks)) Assert.Equal(alone[batch], output);
        foreach (var batch in batches) batch.Dispose();
    }

    internal static Tensor<F10> CrossEntropyGradient(Network network, Tensor<F10> logits, Labels labels)
    {
        using var step = network.Begin();
        var x = step.Input(logits, "logits");
        var (_, gradient) = step.SoftmaxCrossEntropy("softmax", x, step.Target(labels, x));
        return step.Return<F10>(gradient);
    }
}
