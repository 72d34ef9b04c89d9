namespace Experiments;

/// <summary>An example to be told, and one of each class that it may be of, the answer's among them.</summary>
/// <param name="Asked">Its number.</param>
/// <param name="Known">The numbers of the others.</param>
/// <param name="Answer">Which of them is of its class.</param>
internal sealed record Episode(int Asked, int[] Known, int Answer);

/// <summary>Examples that are told by the nearest of a few known ones, one of each class (Lake et al. 2011).</summary>
/// <param name="embeddings">A row of numbers for each.</param>
/// <param name="classes">The class of each; two of a class at least.</param>
internal sealed class OneShot(float[][] embeddings, int[] classes)
{
    private readonly int[][] _members = [.. Enumerable.Range(0, classes.Length).GroupBy(example => classes[example]).OrderBy(group => group.Key).Select(group => group.ToArray())];

    /// <summary>So many at random, each with another example of its class and one of each of other classes.</summary>
    public IReadOnlyList<Episode> Draw(int count, int ways, Random random) => [.. Enumerable.Range(0, count).Select(_ =>
    {
        int[][] some = [.. _members];
        random.Shuffle(some);
        int[] known = [.. some.Take(ways).Select(random.Pick)];
        int answer = random.Next(ways), asked = known[answer];
        while (asked == known[answer]) asked = random.Pick(some[answer]);
        return new Episode(asked, known, answer);
    })];

    /// <summary>Which of the known ones is nearest to what is asked.</summary>
    public int Told(Episode episode)
    {
        float[] distances = [.. episode.Known.Select(known => embeddings[known].Zip(embeddings[episode.Asked], (a, b) => (a - b) * (a - b)).Sum())];
        return Array.IndexOf(distances, distances.Min());
    }

    /// <summary>The part of the episodes that are told right.</summary>
    public double Right(IReadOnlyList<Episode> episodes) => episodes.Count(episode => Told(episode) == episode.Answer) / (double)episodes.Count;
}
