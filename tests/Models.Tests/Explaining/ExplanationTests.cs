using ModelDsl.Runtime;
using ModelDsl.Runtime.Explaining;

namespace ModelDsl.Models.Tests.Explaining;

// In here, before the shape types of the library come into view.
using ModelDsl.Models.Tests.Nets;

public sealed class ExplanationTests
{
    [Fact]
    public void a_class_activation_map_is_the_papers_sum()
    {
        using var net = Learned.Tapped();
        using var x = Learned.Input<F2x8x8>(2);
        var maps = GradCam.Of(net, "features", x, 3, 1);

        using var observation = new Observation(net);
        using var pass = net.Forward(x);
        using var slope = Tensor<F5>.From([0.0, 0, 0, 1, 0, 0, 1, 0, 0, 0]);
        using var ofInput = net.Backward(pass, slope);
        double[] a = observation.Value("features").ToArray<double>(), d = observation.Gradient("features").ToArray<double>();
        for (int example = 0; example < 2; example++)
        {
            var expected = Enumerable.Range(0, 16).Select(place => Math.Max(0, Enumerable.Range(0, 6).Sum(channel =>
                Enumerable.Range(0, 16).Average(other => d[(example * 6 + channel) * 16 + other]) * a[(example * 6 + channel) * 16 + place])));
            Assert.Equal((4, 4), (maps[example].Height, maps[example].Width));
            Learned.AssertClose(expected, maps[example].Values.Select(v => (double)v), 1e-6);
        }
    }

    [Fact]
    public void a_saliency_map_is_the_largest_magnitude_of_central_differences_over_the_channels()
    {
        using var net = Learned.Tapped();
        double[] numbers = Learned.Numbers(2 * 64);
        using var x = Tensor<F2x8x8>.From(numbers);
        var map = Saliency.Of(net, x, 4).Single();

        double[] differences = CentralDifferences.Of(numbers, values =>
        {
            using var at = Tensor<F2x8x8>.From(values);
            using var scores = net.Logits(at);
            return scores.ToArray<double>()[4];
        });
        Learned.AssertClose(Enumerable.Range(0, 64).Select(i => Math.Max(Math.Abs(differences[i]), Math.Abs(differences[64 + i]))), map.Values.Select(v => (double)v), 1e-6);
    }

    [Fact]
    public void occlusion_is_what_the_class_loses()
    {
        using var net = Learned.Tapped();
        double[] numbers = [.. Learned.Numbers(2 * 64).Select(v => (double)(float)v)];
        using var x = Tensor<F2x8x8>.From(numbers);
        var map = Occlusion.Of(net, x, label: 1, size: 3, stride: 2, cover: 0.25f);

        Assert.Equal((3, 3), (map.Height, map.Width));
        Learned.AssertClose(
            from row in Enumerable.Range(0, 3) from column in Enumerable.Range(0, 3) select Probability(numbers) - Probability(Covered(2 * row, 2 * column)),
            map.Values.Select(v => (double)v), 1e-5);

        double[] Covered(int top, int left) =>
            [.. numbers.Select((value, i) => i % 64 / 8 >= top && i % 64 / 8 < top + 3 && i % 8 >= left && i % 8 < left + 3 ? 0.25 : value)];

        double Probability(double[] values)
        {
            using var at = Tensor<F2x8x8>.From(values);
            using var output = net.Predict(at);
            return output.ToArray<double>()[1];
        }
    }

    [Fact]
    public void wrong_classes_taps_and_squares_are_errors_in_words()
    {
        using var net = Learned.Tapped();
        using var two = Learned.Input<F2x8x8>(2);
        using var one = Learned.Input<F2x8x8>(1);

        Assert.Contains("1 classes for 2 examples", Assert.Throws<ArgumentException>(() => GradCam.Of(net, "features", two, 3)).Message);
        Assert.Contains("Class 5 of example 1 is none of the 5 outputs of Tapped", Assert.Throws<ArgumentException>(() => Saliency.Of(net, two, 3, 5)).Message);
        Assert.Contains("no tap 'map'; there are features.", Assert.Throws<ArgumentException>(() => GradCam.Of(net, "map", one, 3)).Message);
        Assert.Contains("not [2, 2, 8, 8]", Assert.Throws<ArgumentException>(() => Occlusion.Of(net, two, 0, size: 2)).Message);
        Assert.Contains("at most 8, to fit into 8x8", Assert.Throws<ArgumentOutOfRangeException>(() => Occlusion.Of(net, one, 0, size: 9)).Message);
        Assert.Contains("7 is none of the 5 outputs of Tapped", Assert.Throws<ArgumentException>(() => Occlusion.Of(net, one, 7, size: 2)).Message);
        using var blocks = new TappedBlocks();
        using var image = Tensor<F3x12x12>.From(new float[3 * 144]);
        Assert.Contains("what passes tap is [1, 32], and no feature maps", Assert.Throws<ArgumentException>(() => GradCam.Of(blocks, "tap", image, 0)).Message);
    }

    [Fact]
    public void filters_are_tiles_in_their_order_with_grey_for_zero()
    {
        using var net = new TappedBlocks();
        var filters = net.Cell1_1.Conv1.Weight;
        var weights = new float[filters.Length];
        (weights[0], weights[9], weights[27 + 1]) = (2, -3, 1);
        filters.Value.CopyFrom<float>(weights);
        var picture = Tiles.Filters(net.Cell1_1.Conv1, scale: 2);

        // 16 filters of 3x3 in colours, four in a row, each pixel 2x2, a white line between them.
        Assert.Equal((3, 4 * 7 - 1, 4 * 7 - 1), (picture.Channels, picture.Height, picture.Width));
        int plane = picture.Height * picture.Width;
        Assert.Equal(213, picture.Pixels[0]);                  // 2 of 3, red of the first filter's first place
        Assert.Equal(213, picture.Pixels[picture.Width + 1]);
        Assert.Equal(0, picture.Pixels[plane]);                // -3, green
        Assert.Equal(128, picture.Pixels[2 * plane]);          // 0, blue
        Assert.Equal(255, picture.Pixels[6]);                  // the line
        Assert.Equal(255, picture.Pixels[7 + 2]);              // 1, the largest of the second filter
    }

    [Fact]
    public void feature_maps_are_a_tile_for_each_channel()
    {
        using var net = Learned.Tapped();
        using var x = Learned.Input<F2x8x8>(2);
        using var observation = new Observation(net);
        using var pass = net.Forward(x);
        var picture = Tiles.FeatureMaps(observation.Value("features"), example: 1, scale: 1);

        Assert.Equal((1, 2 * 5 - 1, 3 * 5 - 1), (picture.Channels, picture.Height, picture.Width));
        double[] map = [.. observation.Value("features").ToArray<double>().Skip(6 * 16).Take(16)];
        Assert.Equal(Enumerable.Range(0, 4).Select(i => (byte)Math.Round(255 * (map[i] - map.Min()) / (map.Max() - map.Min()))), picture.Pixels[..4]);
    }

    [Fact]
    public void a_latent_walk_begins_and_ends_with_its_codes()
    {
        using var decoder = new SmallGenerator(seed: 8);
        float[] from = [1, 0, 0.5f], to = [-1, 2, 0];
        var picture = LatentWalk.Draw(decoder, [from, to, from], steps: 5);

        Assert.Equal((1, 2 * 9 - 1, 5 * 9 - 1), (picture.Channels, picture.Height, picture.Width));
        using var codes = Tensor<F3>.From([.. from, .. to]);
        using var images = decoder.Predict(codes);
        var ends = images.ToArray<float>().Chunk(64).Select(image => image.Select(v => (byte)Math.Round(255 * v)).Take(8)).ToList();
        Assert.Equal(ends[0], picture.Pixels[..8]);
        Assert.Equal(ends[1], picture.Pixels[36..44]);
    }
}
