using ModelDsl.Runtime.Data;

namespace ModelDsl.Runtime.Tests.Data;

public sealed class LabelledImagesTests
{
    private static readonly Normalization ThreeChannels = new([0, 0.2f, 0.4f], [1, 0.5f, 0.2f]);

    [Fact]
    public void each_channel_is_normalised_by_its_own_mean_and_deviation()
    {
        byte[] pixels = [0, 255, 51, 102, 0, 255, 51, 102, 0, 255, 51, 102];
        var images = new LabelledImages(pixels, [0], 3, 2, 2, classes: 1, ThreeChannels);
        using var batch = images.Batch<S3x2x2>(0);

        float[] expected = [0, 1, 0.2f, 0.4f, -0.4f, 1.6f, 0, 0.4f, -2, 3, -1, 0];
        Assert.Equal(expected, batch.ToArray<float>(), (a, b) => MathF.Abs(a - b) < 1e-6f);
    }

    [Fact]
    public void a_flat_input_has_the_channels_one_after_the_other()
    {
        var images = new LabelledImages(Idx.Counting(24), [0, 0], 3, 2, 2, classes: 1, ThreeChannels);
        using var whole = images.Batch<S3x2x2>(1);
        using var flat = images.Batch<S12>(1);

        Assert.Equal(whole.ToArray<float>(), flat.ToArray<float>());
        Assert.Equal(Idx.Counting(24)[12..], images.Image(1));
    }

    [Fact]
    public void channels_in_another_order_are_an_error()
    {
        var images = new LabelledImages(Idx.Counting(12), [0], 3, 2, 2, classes: 1, Normalization.None);

        var e = Assert.Throws<ShapeMismatchException>(images.As<S2x2x3>);
        Assert.Equal("images: expected [N, 2, 2, 3], given [1, 3, 2, 2]", e.Message);
    }

    [Fact]
    public void pixels_that_are_no_whole_images_are_an_error()
    {
        var e = Assert.Throws<ArgumentException>(() => new LabelledImages(new byte[13], [0], 3, 2, 2, 1, Normalization.None));
        Assert.StartsWith("13 pixels are not 1 images of 3x2x2.", e.Message);
    }

    [Fact]
    public void a_normalisation_for_other_channels_is_an_error()
    {
        var e = Assert.Throws<ArgumentException>(() => new LabelledImages(new byte[8], [0], 2, 2, 2, 1, ThreeChannels));
        Assert.StartsWith("The images have 2 channels, their normalisation 3.", e.Message);
    }

    [Fact]
    public void mean_and_deviation_are_measured_for_each_channel()
    {
        byte[] pixels = [0, 0, 255, 255, 51, 51, 51, 51, 0, 255, 0, 255, 51, 51, 51, 51];
        var measured = new LabelledImages(pixels, [0, 0], 2, 2, 2, 1, Normalization.None).MeasureNormalization();

        Assert.Equal([0.5f, 0.2f], measured.Means, (a, b) => MathF.Abs(a - b) < 1e-6f);
        Assert.Equal([0.5f, 1], measured.Deviations, (a, b) => MathF.Abs(a - b) < 1e-6f); // a constant channel is only shifted
    }

    [Fact]
    public void normalised_by_what_they_measure_the_images_have_mean_0_and_deviation_1()
    {
        var pixels = new byte[40 * 12];
        new Random(1).NextBytes(pixels);
        var images = new LabelledImages(pixels, new byte[40], 3, 2, 2, 1, Normalization.None);
        using var batch = images.NormalizedBy(images.MeasureNormalization()).Batch<S3x2x2>([.. Enumerable.Range(0, 40)]);
        var values = batch.ToArray<float>();

        for (int channel = 0; channel < 3; channel++)
        {
            var of = values.Where((_, i) => i / 4 % 3 == channel).ToArray();
            Assert.InRange(of.Average(), -1e-5, 1e-5);
            Assert.InRange(of.Average(value => value * value), 1 - 1e-4, 1 + 1e-4);
        }
    }

    [Theory]
    [InlineData(new float[0], new float[0], "A normalisation needs at least one channel.")]
    [InlineData(new[] { 0f, 0 }, new[] { 1f }, "2 means, but 1 deviations.")]
    [InlineData(new[] { 0f, 0 }, new[] { 1f, 0 }, "The deviation of channel 1 must be above zero, not 0.")]
    [InlineData(new[] { float.NaN }, new[] { 1f }, "The mean of channel 0 must be a finite number, not NaN.")]
    public void a_normalisation_that_is_none_is_an_error(float[] means, float[] deviations, string message) =>
        Assert.StartsWith(message, Assert.Throws<ArgumentException>(() => new Normalization(means, deviations)).Message);
}
