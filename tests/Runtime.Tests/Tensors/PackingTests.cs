using ModelDsl.Runtime.Tests.Networks;

namespace ModelDsl.Runtime.Tests.Tensors;

/// <summary>Weights that lie packed while they are trained are seen by nobody: reading, writing and saving are as they ever were.</summary>
public sealed class PackingTests
{
    [Fact]
    public void a_reference_from_before_a_training_reads_what_was_learned()
    {
        using var network = new LeNet5();
        var weight = network.Parameters[4].Value;
        float[] before = weight.ToArray<float>();
        Train(network, 3);
        float[] after = weight.ToArray<float>();
        Assert.NotEqual(before, after);
        Assert.Equal(after, network.Parameters[4].Value.ToArray<float>());
    }

    [Fact]
    public void training_goes_on_from_what_is_written_and_from_what_is_only_looked_at()
    {
        using var looked = new LeNet5();
        using var alone = new LeNet5();
        Train(alone, 4);
        for (int i = 0; i < 4; i++)
        {
            Train(looked, 1);
            foreach (var parameter in looked.Parameters) parameter.Value.CopyFrom<float>(parameter.Value.ToArray<float>());
        }

        for (int i = 0; i < alone.Parameters.Count; i++) Assert.Equal(alone.Parameters[i].Value.ToArray<float>(), looked.Parameters[i].Value.ToArray<float>());
    }

    [Fact]
    public void a_prediction_sees_what_was_written_since_the_last_one()
    {
        using var network = new LeNet5();
        using var other = new LeNet5(seed: 5);
        using var images = Digits.Images(3);
        network.Predict(images).Dispose();
        for (int i = 0; i < network.Parameters.Count; i++) network.Parameters[i].Value.CopyFrom<float>(other.Parameters[i].Value.ToArray<float>());
        using var expected = other.Predict(images);
        using var actual = network.Predict(images);
        Assert.Equal(expected.ToArray<float>(), actual.ToArray<float>());
    }

    [Fact]
    public void weights_are_read_while_others_predict()
    {
        using var network = new LeNet5();
        using var images = Digits.Images(2);
        using var expected = network.Predict(images);
        float[] weights = network.Parameters[4].Value.ToArray<float>(), scores = expected.ToArray<float>();
        Parallel.For(0, 200, i =>
        {
            if (i % 2 == 0)
            {
                Assert.Equal(weights, network.Parameters[4].Value.ToArray<float>());
                return;
            }

            using var output = network.Predict(images);
            Assert.Equal(scores, output.ToArray<float>());
        });
    }

    private static void Train(LeNet5 network, int steps)
    {
        using var images = Digits.Images(8);
        using var labels = Digits.Labels(8);
        using var sgd = new Sgd(0.05);
        for (int i = 0; i < steps; i++) network.TrainStep(images, labels, sgd);
    }
}
