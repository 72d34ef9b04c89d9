namespace Experiments.Tests;

public sealed class DistortionTests
{
    private const int Count = 5, Side = 12, Size = Side * Side;

    [Fact]
    public void the_way_back_is_the_transpose_of_the_way_there()
    {
        var random = new Random(1);
        var distortion = new Distortion(random, Count, Side);
        float[] pictures = Draw(random), gradient = Draw(random);
        Assert.Equal(Product(distortion.Apply(pictures), gradient), Product(pictures, distortion.Backward(gradient)), tolerance: 1e-4);
    }

    [Fact]
    public void what_is_one_colour_stays_it_far_from_the_edges()
    {
        float[] white = new Distortion(new Random(2), Count, Side).Apply([.. Enumerable.Repeat(1f, Count * Size)]);
        for (int picture = 0; picture < Count; picture++) Assert.Equal(1, white[picture * Size + Side / 2 * Side + Side / 2], tolerance: 1e-5);
    }

    [Fact]
    public void each_picture_is_distorted_in_its_own_way()
    {
        float[] picture = Draw(new Random(3))[..Size];
        var distorted = new Distortion(new Random(4), Count, Side).Apply([.. Enumerable.Repeat(picture, Count).SelectMany(pixels => pixels)]).Chunk(Size).ToList();
        for (int i = 0; i < Count; i++)
        {
            Assert.NotEqual(picture, distorted[i]);
            Assert.NotEqual(distorted[(i + 1) % Count], distorted[i]);
        }
    }

    [Fact]
    public void another_number_of_pictures_is_an_error()
    {
        var error = Assert.Throws<ArgumentException>(() => new Distortion(new Random(5), Count, Side).Apply(new float[Size]));
        Assert.Contains("expected 5 pictures of 144 numbers, given 144 numbers", error.Message);
    }

    private static float[] Draw(Random random) => [.. Enumerable.Range(0, Count * Size).Select(_ => random.NextSingle())];

    private static double Product(float[] left, float[] right) => left.Zip(right, (a, b) => (double)a * b).Sum();
}
