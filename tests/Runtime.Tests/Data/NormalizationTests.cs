using ModelDsl.Runtime.Data;

namespace ModelDsl.Runtime.Tests.Data;

public sealed class NormalizationTests
{
    [Fact]
    public void an_image_is_measured_and_normalised_by_channel()
    {
        var random = new Random(1);
        float[] pixels = [.. Enumerable.Range(0, 700 * 12).Select(i => (i / 4 % 3) + (1 + i / 4 % 3) * random.NextSingle())];
        var data = new Dataset<S3x2x2, Labels>(Examples.Floats<S3x2x2>(pixels), Examples.Labels(new byte[700], 1));
        var measured = Normalization.Measure(data);

        Assert.Equal(3, measured.Channels);
        for (int channel = 0; channel < 3; channel++)
        {
            double[] of = [.. pixels.Where((_, i) => i / 4 % 3 == channel).Select(value => (double)value)];
            double mean = of.Average();
            double deviation = Math.Sqrt(of.Average(value => (value - mean) * (value - mean)));
            Assert.Equal(mean, measured.Means[channel], tolerance: 1e-5);
            Assert.Equal(deviation, measured.Deviations[channel], tolerance: 1e-5);
            var normal = data.Normalized(measured).Inputs().Where((_, i) => i / 4 % 3 == channel);
            Assert.Equal(of.Select(value => (float)((value - mean) / deviation)), normal, (a, b) => MathF.Abs(a - b) < 1e-4f);
        }
    }

    [Fact]
    public void each_number_of_a_flat_example_is_a_channel()
    {
        var data = new Dataset<S2, Labels>(Examples.Floats<S2>([1, 7, 3, 7]), Examples.Labels([0, 0], 1));
        var measured = Normalization.Measure(data);

        Assert.Equal([2f, 7], measured.Means);
        Assert.Equal([1f, 1], measured.Deviations); // the second is always the same
        Assert.Equal([-1f, 0, 1, 0], data.Normalized(measured).Inputs());
    }

    [Fact]
    public void only_the_part_given_is_measured()
    {
        var data = new Dataset<S1, Labels>(Examples.Floats<S1>([1, 3, 100]), Examples.Labels([0, 0, 0], 1));

        Assert.Equal(2, Normalization.Measure(data.Take(2)).Means[0]);
        Assert.Equal([-1f, 1, 98], data.Normalized(Normalization.Measure(data.Take(2))).Inputs());
    }

    [Fact]
    public void a_normalisation_of_other_channels_is_an_error()
    {
        var data = new Dataset<S3x2x2, Labels>(Examples.Floats<S3x2x2>(new float[12]), Examples.Labels([0], 1));
        var e = Assert.Throws<ArgumentException>(() => data.Normalized(new Normalization([0, 0], [1, 1])));
        Assert.Equal("A normalisation of 2 channels does not fit examples [N, 3, 2, 2].", e.Message);
    }

    [Fact]
    public void both_parts_of_a_set_are_normalised_by_the_training_images()
    {
        var set = new ImageSet("set", ["a"], Grey(0, 255), Grey(51, 51)).Normalized();
        Assert.Equal((0.5f, 0.5f), (set.Test.Normalization.Means[0], set.Test.Normalization.Deviations[0]));
        using var train = set.Train.Batch<S2>(0);
        using var test = set.Test.Batch<S2>(0);

        Assert.Equal([-1f, 1], train.ToArray<float>());
        Assert.Equal([-0.6f, -0.6f], test.ToArray<float>(), (a, b) => MathF.Abs(a - b) < 1e-6f);
    }

    [Fact]
    public void bytes_measure_as_the_numbers_that_they_become()
    {
        var pixels = new byte[50 * 12];
        new Random(1).NextBytes(pixels);
        var images = new LabelledImages(pixels, new byte[50], 3, 2, 2, 1, Normalization.None);
        var (bytes, numbers) = (images.MeasureNormalization(), Normalization.Measure(images.As<S3x2x2>()));

        Assert.Equal(bytes.Means, numbers.Means, (a, b) => MathF.Abs(a - b) < 1e-6f);
        Assert.Equal(bytes.Deviations, numbers.Deviations, (a, b) => MathF.Abs(a - b) < 1e-6f);
    }

    [Fact]
    public void images_are_changed_before_they_are_normalised()
    {
        var images = new LabelledImages([51, 51, 51, 51, 51, 51], [0], 1, 2, 3, 1, new Normalization([0.2f], [0.1f]));
        var data = images.As<S1x2x3>(1, Augmentation.Shift(100, 100, fill: 1));

        Assert.Contains(data.Inputs(), value => Math.Abs(value - 8) < 1e-5); // (1 - 0.2) / 0.1: what came in is 1, not 1 after normalising
        Assert.Equal(new float[6], images.As<S1x2x3>(1).Inputs(), (a, b) => MathF.Abs(a - b) < 1e-5f);
    }

    private static LabelledImages Grey(params byte[] pixels) => new(pixels, [0], 1, 2, classes: 1);
}
