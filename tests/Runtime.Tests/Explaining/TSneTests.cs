using ModelDsl.Runtime.Explaining;

namespace ModelDsl.Runtime.Tests.Explaining;

public sealed class TSneTests
{
    private const int Clusters = 4, Each = 25, Dimensions = 10;

    private static float[] Separated()
    {
        var random = new Random(4);
        float[][] centres = [.. Enumerable.Range(0, Clusters).Select(_ => Enumerable.Range(0, Dimensions).Select(_ => 20 * random.NextSingle()).ToArray())];
        return [.. Enumerable.Range(0, Clusters * Each).SelectMany(i => centres[i / Each].Select(c => c + random.NextSingle()))];
    }

    [Fact]
    public void clusters_far_from_each_other_stay_apart()
    {
        float[] places = TSne.Embed(Separated(), Dimensions, perplexity: 10, iterations: 500, seed: 1);

        Assert.All(places, value => Assert.True(float.IsFinite(value)));
        for (int i = 0; i < Clusters * Each; i++)
        {
            // Every point's neighbours, as many as its cluster has, are its cluster.
            var nearest = Enumerable.Range(0, Clusters * Each).Where(j => j != i).OrderBy(j => Distance(i, j)).Take(Each - 1);
            Assert.All(nearest, j => Assert.Equal(i / Each, j / Each));
        }

        double Distance(int i, int j) => Math.Pow(places[2 * i] - places[2 * j], 2) + Math.Pow(places[2 * i + 1] - places[2 * j + 1], 2);
    }

    [Fact]
    public void the_same_seed_gives_the_same_places_and_another_others()
    {
        float[] first = TSne.Embed(Separated(), Dimensions, perplexity: 10, iterations: 50, seed: 1);

        Assert.Equal(first, TSne.Embed(Separated(), Dimensions, perplexity: 10, iterations: 50, seed: 1));
        Assert.NotEqual(first, TSne.Embed(Separated(), Dimensions, perplexity: 10, iterations: 50, seed: 2));
    }

    [Fact]
    public void points_that_are_all_the_same_are_no_trouble() =>
        Assert.All(TSne.Embed(new float[40], 2, perplexity: 3, iterations: 300), value => Assert.True(float.IsFinite(value)));

    [Fact]
    public void a_perplexity_that_cannot_be_is_an_error()
    {
        Assert.Contains("below a third of the 100 points", Assert.Throws<ArgumentOutOfRangeException>(() => TSne.Embed(Separated(), Dimensions, perplexity: 40)).Message);
        Assert.Throws<ArgumentException>(() => TSne.Embed(new float[7], 2));
    }
}
