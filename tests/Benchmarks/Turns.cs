using System.Diagnostics;
using System.Globalization;
using ModelDsl.Benchmarks.PyTorch;

namespace ModelDsl.Benchmarks;

/// <summary>Measures a workload whose length nobody knows beforehand: rounds in which the sides take turns, as many operations in each as fill it.</summary>
internal static class Turns
{
    public const int Rounds = 5;

    // So that the clock and the switch between the sides cost nothing.
    private const double RoundMilliseconds = 150;

    /// <summary>Milliseconds per operation, medians of the rounds: ours, and each peer's.</summary>
    public static (double Ours, double[] Theirs) Measure(Workload workload, IReadOnlyList<Peer> peers)
    {
        var comparison = new Comparison(workload, peers);
        using var operation = comparison.Prepare();
        // The first operation makes what is made once; the second tells how many make a round.
        List<Func<int, double>> sides = [count => Measure(operation, count), .. peers.Select(peer => (Func<int, double>)peer.Measure)];
        foreach (var side in sides) side(1);
        int[] counts = [.. sides.Select(side => Math.Max(1, (int)(RoundMilliseconds / side(1))))];
        var times = sides.ConvertAll(_ => new List<double>());
        for (int round = 0; round < Rounds; round++)
        {
            // The peers first, as everywhere.
            for (int i = sides.Count - 1; i >= 0; i--) times[i].Add(sides[i](counts[i]));
        }

        return (Median(times[0]), [.. times.Skip(1).Select(Median)]);
    }

    public static string Time(double milliseconds) => milliseconds.ToString(milliseconds < 100 ? "F2" : "F0", CultureInfo.InvariantCulture);

    public static string Ratio(double value) => value.ToString("F2", CultureInfo.InvariantCulture);

    private static double Measure(Operation operation, int count)
    {
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < count; i++) operation.Run();
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds / count;
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);
}
