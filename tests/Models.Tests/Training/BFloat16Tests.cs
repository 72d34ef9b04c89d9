using ModelDsl.Runtime;

namespace ModelDsl.Models.Tests.Training;

/// <summary>Networks whose feature maps are of bfloat16: what they learn, and that they are theirs alone.</summary>
public sealed class BFloat16Tests
{
    private const int Classes = 4;
    private const int Examples = 32;
    private const int Steps = 40;
    private const float Noise = 3;

    [Fact]
    public void the_line_in_the_file_sets_it_and_a_program_may_change_it()
    {
        using var network = new Nets.Half();
        Assert.Equal(Precision.BFloat16, network.Precision);
        network.Precision = Precision.Float32;
        Assert.Equal(Precision.Float32, network.Precision);
        using var other = new ResNet18();
        Assert.Equal(Precision.Float32, other.Precision);
    }

    [BFloat16Fact]
    public void it_learns_as_float32_does()
    {
        var (reduced, reducedAccuracy) = Train(Precision.BFloat16);
        var (whole, wholeAccuracy) = Train(Precision.Float32);
        Assert.NotEqual(whole, reduced);
        Assert.InRange(wholeAccuracy, 0.9, 1);
        Assert.InRange(reducedAccuracy, 0.9, 1);
        // The mean loss on the way down.
        Assert.InRange(reduced, 0.9 * whole, 1.1 * whole);
    }

    [BFloat16Fact]
    public void it_learns_in_the_way_of_a_GPU_as_float32_does()
    {
        var (reduced, reducedAccuracy) = Train(Precision.BFloat16, onGpu: true);
        var (whole, wholeAccuracy) = Train(Precision.Float32, onGpu: true);
        Assert.NotEqual(whole, reduced);
        Assert.InRange(wholeAccuracy, 0.9, 1);
        Assert.InRange(reducedAccuracy, 0.9, 1);
        Assert.InRange(reduced, 0.9 * whole, 1.1 * whole);
    }

    [BFloat16Fact]
    public void the_same_seed_gives_the_same_bits() => Assert.Equal(Train(Precision.BFloat16), Train(Precision.BFloat16));

    [BFloat16Fact]
    public void where_nothing_lies_in_blocks_all_is_float32()
    {
        using var images = new Images(seed: 1);
        using var reduced = new Nets.Half { UsesBlocks = false };
        using var whole = new Nets.Half { UsesBlocks = false, Precision = Precision.Float32 };
        using var sgd = new Sgd(0.01);
        Assert.Equal(whole.TrainStep(images.Pixels, images.Labels, sgd), reduced.TrainStep(images.Pixels, images.Labels, sgd));
    }

    [BFloat16Fact]
    public void inference_follows_the_precision_and_the_weights() => CheckInference(onGpu: false);

    [BFloat16Fact]
    public void inference_in_the_way_of_a_GPU_follows_the_precision_and_the_weights() => CheckInference(onGpu: true);

    private static void CheckInference(bool onGpu)
    {
        using var images = new Images(seed: 1);
        using var network = new Nets.Half();
        if (onGpu) network.ActAsOnGpu();
        float[] Predicted()
        {
            using var output = network.Predict(images.Pixels);
            return output.ToArray<float>();
        }

        var reduced = Predicted();
        network.Precision = Precision.Float32;
        var whole = Predicted();
        Assert.NotEqual(whole, reduced);
        Assert.All(whole.Zip(reduced), pair => Assert.Equal(pair.First, pair.Second, 0.02f));
        network.Precision = Precision.BFloat16;
        Assert.Equal(reduced, Predicted());
        network.Parameters[0].Value.CopyFrom<float>(new float[network.Parameters[0].Length]);
        Assert.NotEqual(reduced, Predicted());
    }

    private static (double MeanLoss, double Accuracy) Train(Precision precision, bool onGpu = false)
    {
        using var network = new Nets.Half(seed: 3) { Precision = precision };
        if (onGpu) network.ActAsOnGpu();
        using var sgd = new Sgd(0.05, momentum: 0.9);
        double sum = 0;
        for (var step = 0; step < Steps; step++)
        {
            using var images = new Images(step);
            sum += network.TrainStep(images.Pixels, images.Labels, sgd);
        }

        var right = 0;
        using var test = new Images(seed: 1000);
        using var output = network.Predict(test.Pixels);
        var scores = output.ToArray<float>();
        for (var i = 0; i < Examples; i++)
        {
            var own = scores.AsSpan(i * Classes, Classes);
            if (own.IndexOf(Max(own)) == i % Classes) right++;
        }

        return (sum / Steps, right / (double)Examples);
    }

    private static float Max(ReadOnlySpan<float> scores)
    {
        var max = scores[0];
        foreach (var score in scores) max = Math.Max(max, score);
        return max;
    }

    /// <summary>Stripes of four directions under noise.</summary>
    private sealed class Images : IDisposable
    {
        public Images(int seed)
        {
            var random = new Random(seed);
            var pixels = new float[Examples * 3 * 16 * 16];
            for (var i = 0; i < pixels.Length; i++)
            {
                var (x, y, example) = (i % 16, i / 16 % 16, i / (3 * 16 * 16));
                var along = (example % Classes) switch { 0 => x, 1 => y, 2 => x + y, _ => x - y };
                pixels[i] = MathF.Sin(along * MathF.PI / 2) + Noise * (random.NextSingle() - 0.5f);
            }

            Pixels = Tensor<Nets.F3x16x16>.From(pixels);
            Labels = Labels.From([.. Enumerable.Range(0, Examples).Select(i => i % Classes)]);
        }

        public Tensor<Nets.F3x16x16> Pixels { get; }

        public Labels Labels { get; }

        public void Dispose()
        {
            Pixels.Dispose();
            Labels.Dispose();
        }
    }
}
