using ModelDsl.Runtime.Data;

namespace ModelDsl.Runtime.Tests.Data;

public sealed class AugmentationTests
{
    private const int Side = 8;

    private static readonly float[] Ramp = [.. Enumerable.Range(0, 2 * Side * Side).Select(i => i / 128f)];

    [Fact]
    public void what_is_drawn_depends_on_seed_epoch_and_example_alone()
    {
        var data = Images(Random(6)).Augmented(1, Augmentation.Noise(0.1));
        var alone = One(data, 3, epoch: 2);

        Assert.Equal(alone, Read(data, [5, 3, 0], epoch: 2)[Ramp.Length..(2 * Ramp.Length)]);
        Assert.NotEqual(alone, One(data, 3, epoch: 3));
        Assert.NotEqual(alone, One(Images(Random(6)).Augmented(2, Augmentation.Noise(0.1)), 3, epoch: 2));
        var same = Images([.. Ramp, .. Ramp]).Augmented(1, Augmentation.Noise(0.1));
        Assert.NotEqual(One(same, 0, epoch: 1), One(same, 1, epoch: 1));
    }

    [Fact]
    public void a_part_of_augmented_examples_is_augmented_alike()
    {
        var data = Images(Random(6)).Augmented(1, Augmentation.Noise(0.1));
        Assert.Equal(One(data, 4, epoch: 2), One(data.Select(1, 4), 1, epoch: 2));
        Assert.Equal(One(data, 4, epoch: 2), One(data.Select(1, 4).Select(1), 0, epoch: 2));
    }

    [Fact]
    public void a_shift_moves_by_whole_pixels_and_fills_what_comes_in()
    {
        var data = Images(Ramp).Augmented(1, Augmentation.Shift(rows: 1, columns: 2, fill: -1));
        var counts = new Dictionary<(int, int), int>();
        for (int epoch = 0; epoch < 1500; epoch++)
        {
            var shifted = One(data, 0, epoch);
            var found = Enumerable.Range(0, 15).Select(i => (i / 5 - 1, i % 5 - 2)).Single(move => Shifted(move.Item1, move.Item2).SequenceEqual(shifted));
            counts[found] = counts.GetValueOrDefault(found) + 1;
        }

        Assert.Equal(15, counts.Count);
        Assert.All(counts.Values, count => Assert.InRange(count, 60, 140)); // 4 standard deviations of 10 around 100
    }

    [Fact]
    public void padding_and_cropping_moves_by_up_to_the_padding()
    {
        var data = Images(Ramp).Augmented(1, Augmentation.PadAndCrop(1));
        var moves = Enumerable.Range(0, 9).Select(i => Shifted(i / 3 - 1, i % 3 - 1, fill: 0)).ToArray();
        Assert.All(Enumerable.Range(0, 50), epoch => Assert.Contains(One(data, 0, epoch), moves));
    }

    [Fact]
    public void a_shift_beyond_the_image_leaves_nothing_of_it()
    {
        var data = Images(Ramp).Augmented(1, Augmentation.Shift(rows: 100, columns: 100, fill: 7));
        Assert.Contains(Enumerable.Range(0, 20), epoch => One(data, 0, epoch).All(value => value == 7));
    }

    [Theory]
    [InlineData(0, 0, 0)]
    [InlineData(1, 1000, 1000)]
    [InlineData(0.5, 435, 565)] // 4 standard deviations of 16
    public void a_flip_exchanges_left_and_right_as_often_as_asked(double probability, int least, int most)
    {
        var data = Images(Ramp).Augmented(1, Augmentation.FlipHorizontally(probability));
        float[] flipped = [.. Ramp.Chunk(Side).SelectMany(row => row.Reverse())];
        int count = 0;
        for (int epoch = 0; epoch < 1000; epoch++)
        {
            var image = One(data, 0, epoch);
            if (image.SequenceEqual(flipped)) count++;
            else Assert.Equal(Ramp, image);
        }

        Assert.InRange(count, least, most);
    }

    /// <summary>Interpolation is exact in a plane, so each pixel that comes from inside is known.</summary>
    [Fact]
    public void a_rotation_turns_around_the_centre()
    {
        const double Middle = (Side - 1) / 2.0;
        float[] plane = [.. Enumerable.Range(0, 2 * Side * Side).Select(i => (float)(0.3 * (i % Side) + 0.05 * (i / Side % Side) + i / (Side * Side)))];
        var data = Images(plane).Augmented(1, Augmentation.Rotate(90, fill: -100));
        int inside = 0;
        for (int epoch = 0; epoch < 20; epoch++)
        {
            var turned = One(data, 0, epoch);
            double angle = SplitMix64.For(1, epoch, 0).Between(-90, 90) * Math.PI / 180;
            for (int i = 0; i < turned.Length; i++)
            {
                // Counter-clockwise, as seen: what lies right of the centre goes up, where rows are fewer.
                var (right, up) = (i % Side - Middle, Middle - i / Side % Side);
                double x = Math.Cos(angle) * right + Math.Sin(angle) * up + Middle;
                double y = Middle - (-Math.Sin(angle) * right + Math.Cos(angle) * up);
                if (x < 0 || x > Side - 1 || y < 0 || y > Side - 1) continue;
                Assert.Equal(0.3 * x + 0.05 * y + i / (Side * Side), turned[i], tolerance: 1e-5);
                inside++;
            }
        }

        Assert.InRange(inside, 1500, 2560);
    }

    [Fact]
    public void noise_has_the_deviation_asked_for()
    {
        var noisy = Read(Images(Random(400)).Augmented(1, Augmentation.Noise(0.2)), [.. Enumerable.Range(0, 400)], epoch: 1);
        double[] added = [.. noisy.Zip(Random(400), (a, b) => (double)a - b)];

        Assert.InRange(added.Average(), -0.004, 0.004);
        Assert.InRange(Math.Sqrt(added.Average(value => value * value)), 0.197, 0.203);
    }

    [Fact]
    public void brightness_is_a_factor_and_results_are_cut_off()
    {
        var bright = One(Images(Ramp).Augmented(1, Augmentation.Colour(brightness: 0.5)), 0, epoch: 4);
        var factor = (float)SplitMix64.For(1, 4, 0).Between(0.5, 1.5);
        Assert.Equal(Ramp.Select(value => Math.Clamp(factor * value, 0, 1)), bright);

        var all = Enumerable.Range(0, 50).SelectMany(epoch => One(Images(Ramp).Augmented(1, Augmentation.Colour(3, 3)), 0, epoch));
        Assert.All(all, value => Assert.InRange(value, 0, 1));
    }

    [Fact]
    public void contrast_spreads_around_the_mean_grey()
    {
        float[] muted = [.. Enumerable.Range(0, 12).Select(i => 0.4f + 0.01f * i)];
        var contrasted = Colours(muted, Augmentation.Colour(contrast: 0.5), epoch: 2);
        float mean = Enumerable.Range(0, 4).Average(place => Grey(muted, place));
        double factor = Spread(SplitMix64.For(1, 2, 0), skipped: 1, 0.5);

        for (int i = 0; i < 12; i++) Assert.Equal(mean + factor * (muted[i] - mean), contrasted[i], tolerance: 1e-5);
    }

    [Fact]
    public void saturation_spreads_the_colours_around_each_pixels_grey()
    {
        float[] muted = [.. Enumerable.Range(0, 12).Select(i => 0.4f + 0.01f * i)];
        var saturated = Colours(muted, Augmentation.Colour(saturation: 0.5), epoch: 2);
        double factor = Spread(SplitMix64.For(1, 2, 0), skipped: 2, 0.5);

        for (int i = 0; i < 12; i++) Assert.Equal(Grey(muted, i % 4) + factor * (muted[i] - Grey(muted, i % 4)), saturated[i], tolerance: 1e-5);
        for (int place = 0; place < 4; place++) Assert.Equal(Grey(muted, place), Grey(saturated, place), tolerance: 1e-5f);
    }

    [Fact]
    public void a_cutout_is_a_square_in_every_channel()
    {
        var data = Images([.. Enumerable.Repeat(1f, Ramp.Length)]).Augmented(1, Augmentation.Cutout(3));
        var areas = new List<int>();
        for (int epoch = 0; epoch < 300; epoch++)
        {
            var image = One(data, 0, epoch);
            var holes = Enumerable.Range(0, Side * Side).Where(place => image[place] == 0).ToArray();
            int height = holes.Max(place => place / Side) - holes.Min(place => place / Side) + 1;
            int width = holes.Max(place => place % Side) - holes.Min(place => place % Side) + 1;
            Assert.Equal(height * width, holes.Length);
            Assert.Equal(image[..(Side * Side)], image[(Side * Side)..]);
            areas.Add(holes.Length);
        }

        Assert.Equal(9, areas.Max());
        Assert.Equal(4, areas.Min()); // in a corner, with the centre inside
    }

    [Fact]
    public void changes_are_made_in_the_order_given()
    {
        var cutOffLast = Images(Ramp).Augmented(1, Augmentation.Noise(1), Augmentation.Colour(brightness: 0.1));
        var cutOffFirst = Images(Ramp).Augmented(1, Augmentation.Colour(brightness: 0.1), Augmentation.Noise(1));

        Assert.All(One(cutOffLast, 0, epoch: 1), value => Assert.InRange(value, 0, 1));
        Assert.Contains(One(cutOffFirst, 0, epoch: 1), value => value is < 0 or > 1);
    }

    [Fact]
    public void a_flat_input_cannot_be_augmented()
    {
        var flat = new Dataset<S6, Labels>(Examples.Floats<S6>(new float[6]), Examples.Labels([0], 1));
        var e = Assert.Throws<ShapeMismatchException>(() => flat.Augmented(1, Augmentation.FlipHorizontally()));
        Assert.Equal("augmentation: expected images [N, C, H, W], given [1, 6]", e.Message);
    }

    [Fact]
    public void a_setting_that_is_none_is_an_error()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Augmentation.PadAndCrop(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => Augmentation.FlipHorizontally(1.5));
        Assert.Throws<ArgumentOutOfRangeException>(() => Augmentation.Rotate(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => Augmentation.Noise(-0.1));
        Assert.Throws<ArgumentOutOfRangeException>(() => Augmentation.Colour(contrast: -0.1));
        Assert.Throws<ArgumentOutOfRangeException>(() => Augmentation.Cutout(0));
    }

    private static Dataset<S2x8x8, Labels> Images(float[] pixels) =>
        new(Examples.Floats<S2x8x8>(pixels), Examples.Labels(new byte[pixels.Length / Ramp.Length], 1));

    private static float[] Random(int count)
    {
        var random = new Random(1);
        return [.. Enumerable.Range(0, count * Ramp.Length).Select(_ => random.NextSingle())];
    }

    private static float[] One(Dataset<S2x8x8, Labels> data, int example, int epoch) => Read(data, [example], epoch);

    private static float[] Read(Dataset<S2x8x8, Labels> data, int[] examples, int epoch)
    {
        using var batch = data.Inputs.CreateBatch(examples.Length);
        data.Inputs.Read(examples, epoch, batch);
        return batch.ToArray<float>();
    }

    private static float[] Colours(float[] pixels, Augmentation augmentation, int epoch)
    {
        var data = new Dataset<S3x2x2, Labels>(Examples.Floats<S3x2x2>(pixels), Examples.Labels([0], 1)).Augmented(1, augmentation);
        using var batch = data.Inputs.CreateBatch(1);
        data.Inputs.Read([0], epoch, batch);
        return batch.ToArray<float>();
    }

    private static float[] Shifted(int down, int right, float fill = -1)
    {
        var shifted = new float[Ramp.Length];
        for (int i = 0; i < shifted.Length; i++)
        {
            var (channel, y, x) = (i / (Side * Side), i / Side % Side - down, i % Side - right);
            shifted[i] = y is >= 0 and < Side && x is >= 0 and < Side ? Ramp[(channel * Side + y) * Side + x] : fill;
        }

        return shifted;
    }

    /// <summary>The factor drawn after some others.</summary>
    private static double Spread(SplitMix64 random, int skipped, double most)
    {
        for (int i = 0; i < skipped; i++) random.Next();
        return random.Between(1 - most, 1 + most);
    }

    private static float Grey(float[] image, int place) => 0.299f * image[place] + 0.587f * image[place + 4] + 0.114f * image[place + 8];
}
