using ModelDsl.Runtime;
using ModelDsl.Runtime.Explaining;

namespace ModelDsl.Models.Tests.Explaining;

// In here, before the shape types of the library come into view.
using ModelDsl.Models.Tests.Nets;

/// <summary>Passes that are looked into compute what predictions do, and show values and gradients at the taps.</summary>
public sealed class ObservationTests
{
    [Fact]
    public void an_observed_forward_pass_gives_the_scores_of_prediction()
    {
        using var net = Learned.Tapped();
        using var x = Learned.Input<F2x8x8>(3);
        using var scores = net.Logits(x);
        using var observation = new Observation(net);
        using var pass = net.Forward(x);

        Learned.AssertClose(scores.ToArray<double>(), pass.Output.ToArray<double>(), 1e-12);
    }

    [Fact]
    public void without_an_observation_the_pass_is_that_of_training()
    {
        using var net = Learned.Tapped();
        using var x = Learned.Input<F2x8x8>(3);
        using var predicted = net.Predict(x);
        using var pass = net.Forward(x);

        Assert.True(predicted.ToArray<double>().Zip(pass.Output.ToArray<double>(), (p, t) => Math.Abs(p - t)).Max() > 1e-3);
    }

    [Fact]
    public void blocks_of_layers_and_of_channels_give_the_scores_of_prediction_too()
    {
        using var net = new TappedBlocks(seed: 2);
        using var x = Tensor<F3x12x12>.From(Learned.Numbers(2 * 3 * 144).Select(v => (float)v).ToArray());
        using var labels = Labels.From([1L, 3L]);
        using var optimizer = new Sgd(0.1);
        net.TrainStep(x, labels, optimizer);
        using var scores = net.Logits(x);
        using var observation = new Observation(net);
        using var pass = net.Forward(x);

        Learned.AssertClose(scores.ToArray<float>().Select(v => (double)v), pass.Output.ToArray<float>().Select(v => (double)v), 1e-4);
        Assert.Equal(["cell1_1.tap", "cell1_2.tap", "cell1_3.tap", "tap"], observation.Taps.Order(StringComparer.Ordinal));
        Assert.Equal([2, 32, 12, 12], observation.Value("cell1_3.tap").Sizes);
    }

    [Fact]
    public void a_sample_is_its_mean()
    {
        using var net = new SampledCode(seed: 4, elementType: ElementType.Float64);
        using var x = Learned.Input<F6>(2);
        using var predicted = net.Predict(x);
        using var observation = new Observation(net);
        using var pass = net.Forward(x);

        Learned.AssertClose(predicted.ToArray<double>(), pass.Output.ToArray<double>(), 1e-12);
    }

    [Fact]
    public void the_gradient_at_a_tap_is_what_central_differences_of_what_stands_behind_it_say()
    {
        using var net = Learned.Tapped();
        using var behind = new BehindTheTap(elementType: ElementType.Float64);
        Learned.Copy(net, "conv2", behind, "conv1");
        Learned.Copy(net, "bn2", behind, "bn1");
        Learned.Copy(net, "dropconnect1", behind, "dropconnect1");
        Learned.Copy(net, "fc1", behind, "fc1");
        using var x = Learned.Input<F2x8x8>(1);
        using var observation = new Observation(net);
        using var pass = net.Forward(x);
        using var slope = Tensor<F5>.From([0.0, 0, 1, 0, 0]);
        using var ofInput = net.Backward(pass, slope);

        double[] value = observation.Value("features").ToArray<double>();
        double[] differences = CentralDifferences.Of(value, values =>
        {
            using var at = Tensor<F6x4x4>.From(values);
            using var scores = behind.Logits(at);
            return scores.ToArray<double>()[2];
        });
        Learned.AssertClose(differences, observation.Gradient("features").ToArray<double>(), 1e-7);
    }

    [Fact]
    public void a_network_is_after_an_observation_as_it_was_before()
    {
        using var net = Learned.Tapped();
        using var x = Learned.Input<F2x8x8>(3);
        using (var pass = net.Forward(x))
        using (var slope = Tensor<F5>.From(new double[15]))
        using (net.Backward(pass, slope))
        {
        }

        var gradients = net.Parameters.Select(p => p.Gradient).ToList();
        byte[] random = net.Random.GetState();
        double[][] statistics = [.. net.Buffers.Select(b => b.Value.ToArray<double>())];
        using (new Observation(net))
        using (var pass = net.Forward(x))
        using (var slope = Tensor<F5>.From(new double[15]))
        using (net.Backward(pass, slope))
        {
        }

        Assert.Equal(gradients, net.Parameters.Select(p => p.Gradient));
        Assert.Equal(random, net.Random.GetState());
        Assert.Equal(statistics, net.Buffers.Select(b => b.Value.ToArray<double>()));
    }

    [Fact]
    public void passes_of_other_threads_are_not_observed()
    {
        using var net = Learned.Tapped();
        using var x = Learned.Input<F2x8x8>(3);
        using var observation = new Observation(net);
        var thread = new Thread(() => net.Forward(x).Dispose());
        thread.Start();
        thread.Join();

        Assert.Empty(observation.Taps);
    }

    [Fact]
    public void predictions_of_other_threads_keep_their_softmax_and_this_threads_have_it_again_after()
    {
        using var net = Learned.Tapped();
        using var x = Learned.Input<F2x8x8>(1);
        double[] before = Predicted(), meanwhile = [];
        using (new Observation(net))
        {
            var thread = new Thread(() => meanwhile = Predicted());
            thread.Start();
            thread.Join();
        }

        Assert.Equal(before, meanwhile);
        Assert.Equal(before, Predicted());

        double[] Predicted()
        {
            using var output = net.Predict(x);
            return output.ToArray<double>();
        }
    }

    [Fact]
    public void a_tap_that_is_none_is_named_with_those_there_are()
    {
        using var net = Learned.Tapped();
        using var x = Learned.Input<F2x8x8>(1);
        using var observation = new Observation(net);
        Assert.Contains("Tapped: Forward has passed no tap 'features'; none was passed", Assert.Throws<ArgumentException>(() => observation.Value("features")).Message);
        using var pass = net.Forward(x);
        Assert.Contains("no tap 'feature'; there are features.", Assert.Throws<ArgumentException>(() => observation.Value("feature")).Message);
        Assert.Contains("Backward has passed no tap 'features'", Assert.Throws<ArgumentException>(() => observation.Gradient("features")).Message);
    }

    [Fact]
    public void one_observation_at_a_time()
    {
        using var net = Learned.Tapped();
        using (new Observation(net)) Assert.Contains("observed already", Assert.Throws<InvalidOperationException>(() => new Observation(net)).Message);
        using var next = new Observation(net);
    }
}
