using ModelDsl.Runtime.Data;
using ModelDsl.Runtime.Explaining;

namespace ModelDsl.Runtime.Tests.Explaining;

public sealed class PictureTests
{
    [Fact]
    public void a_map_is_interpolated_between_the_centres_of_its_places()
    {
        var map = new HeatMap([0, 1], height: 1, width: 2).Resize(1, 4);

        Assert.Equal([0, 0.25f, 0.75f, 1], map.Values);
        Assert.Equal([0.5f], new HeatMap([0, 1, 1, 0], 2, 2).Resize(1, 1).Values);
    }

    [Fact]
    public void its_colours_go_by_turbo_from_dark_to_red()
    {
        var picture = new HeatMap([-1, 0, 2, 4], 2, 2).ToPicture();

        Assert.Equal((3, 2, 2), (picture.Channels, picture.Height, picture.Width));
        // The sums of the published polynomials' factors, at 0 the first of each.
        Assert.Equal([35, 23, 27], Colour(0));
        Assert.Equal(Colour(0), Colour(1));
        Assert.True(Colour(2)[1] > 240); // green
        Assert.Equal([144, 13, 0], Colour(3));

        int[] Colour(int place) => [picture.Pixels[place], picture.Pixels[4 + place], picture.Pixels[8 + place]];
    }

    [Fact]
    public void over_a_picture_what_is_not_in_the_map_stays_grey()
    {
        var picture = new Picture([10, 20, 30, 40], channels: 1, height: 2, width: 2);
        var over = new HeatMap([0, 0, 0, 1], 2, 2).Over(picture, opacity: 1);

        Assert.Equal([10, 20, 30], over.Pixels[..3]);
        Assert.Equal([10, 20, 30], over.Pixels[4..7]);
        Assert.Equal(new HeatMap([1], 1, 1).ToPicture().Pixels[0], over.Pixels[3]);
    }

    [Fact]
    public void a_map_of_zeros_leaves_the_picture_alone() =>
        Assert.Equal([7, 7, 7], new HeatMap([0], 1, 1).Over(new Picture([7], 1, 1, 1)).Pixels);

    [Fact]
    public void tiles_differ_in_nothing_but_their_pixels()
    {
        var small = new Picture([1, 2], 1, 1, 2);
        var all = Tiles.Of([small, small, small], columns: 2);

        Assert.Equal((3, 5), (all.Height, all.Width));
        Assert.Equal([1, 2, 255, 1, 2, 255, 255, 255, 255, 255, 1, 2, 255, 255, 255], all.Pixels);
        Assert.Contains("1x1x2, another one 1x2x1", Assert.Throws<ArgumentException>(() => Tiles.Of([small, new Picture([1, 2], 1, 2, 1)], 2)).Message);
        Assert.Throws<ArgumentException>(() => Tiles.Of([], 2));
    }

    [Fact]
    public void dots_lie_where_the_points_are_in_the_colours_of_their_classes()
    {
        var picture = Scatter.Draw([0, 0, 10, 10], [0, 1], size: 100);

        Assert.Equal((3, 100, 100), (picture.Channels, picture.Height, picture.Width));
        // y goes up: the first point is at the lower left.
        AssertColour(88, 12, Scatter.Colours[0]);
        AssertColour(12, 88, Scatter.Colours[1]);
        Assert.Equal(255, picture.Pixels[0]);
        Assert.Contains("3 numbers are no 2 points", Assert.Throws<ArgumentException>(() => Scatter.Draw([0, 0, 1], [0, 1])).Message);

        void AssertColour(int row, int column, (byte Red, byte Green, byte Blue) colour) => Assert.All(
            new[] { colour.Red, colour.Green, colour.Blue }.Select((wanted, channel) => Math.Abs(picture.Pixels[channel * 10_000 + row * 100 + column] - (255 + 0.85 * (wanted - 255)))),
            difference => Assert.True(difference <= 1));
    }

    [Fact]
    public void a_walk_on_the_sphere_keeps_the_length()
    {
        float[][] codes = LatentWalk.Codes([3, 0], [0, 3], steps: 5, onSphere: true);

        Assert.All(codes, code => Assert.Equal(3, Math.Sqrt(code[0] * code[0] + code[1] * code[1]), 1e-5));
        Assert.Equal(codes[2][0], codes[2][1], 1e-5);
        Assert.Equal([1.5f, 1.5f], LatentWalk.Codes([3, 0], [0, 3], steps: 3)[1]);
        Assert.Equal([1f, 1f], LatentWalk.Codes([1, 1], [1, 1], steps: 3, onSphere: true)[1]);
        Assert.Throws<ArgumentException>(() => LatentWalk.Codes([1], [1, 2], steps: 3));
    }
}
