using System.Diagnostics;
using System.Globalization;
using ModelDsl.Benchmarks.PyTorch;

namespace ModelDsl.Benchmarks;

/// <summary>How the time grows with the batch and with the depth, ours and PyTorch's: does ours grow faster?</summary>
internal static class Cost
{
    private const int Rounds = 5;

    // So that the clock and the switch between the sides cost nothing.
    private const double RoundMilliseconds = 150;

    public static int Run()
    {
        string load = Machine.Load;
        using var peers = Peers.Start([PeerKind.Patient]);
        Console.WriteLine($"ms per operation: medians of {Rounds} rounds in which the sides took turns; growth: times the row above.");
        foreach (var series in CostSeries.All) Measure(series, peers.All.SingleOrDefault());
        peers.PrintConditions(load);
        return 0;
    }

    private static void Measure(CostSeries series, Peer? peer)
    {
        Console.WriteLine();
        Console.WriteLine($"| {series.Title} | ModelDsl | growth |{(peer is null ? "" : $" {peer.Kind.Name} | growth | ratio |")}");
        Console.WriteLine($"| ---: | ---: | ---: |{(peer is null ? "" : " ---: | ---: | ---: |")}");
        var points = new List<(double Ours, double Theirs)>();
        foreach (var (x, workload) in series.Points)
        {
            var point = Measure(workload, peer);
            bool first = points.Count == 0;
            string ours = $"| {x} | {Time(point.Ours)} | {(first ? "" : Number(point.Ours / points[^1].Ours))} |";
            Console.WriteLine(peer is null ? ours : $"{ours} {Time(point.Theirs)} | {(first ? "" : Number(point.Theirs / points[^1].Theirs))} | {Number(point.Theirs / point.Ours)} |");
            points.Add(point);
        }

        Console.WriteLine();
        double step = series.Points[^1].X - series.Points[0].X;
        var (own, their) = ((points[^1].Ours - points[0].Ours) / step, (points[^1].Theirs - points[0].Theirs) / step);
        string costs = $"From {series.Points[0].X} to {series.Points[^1].X} one more costs {Time(own)} ms";
        Console.WriteLine(peer is null ? $"{costs}." : $"{costs}, {peer.Kind.Name}'s {Time(their)} ms: {(own <= their ? "ours grows no faster." : "OURS GROWS FASTER.")}");
    }

    /// <summary>Milliseconds per operation.</summary>
    private static (double Ours, double Theirs) Measure(Workload workload, Peer? peer)
    {
        var comparison = new Comparison(workload, peer is null ? [] : [peer]);
        using var operation = comparison.Prepare();
        var (ours, theirs) = (new List<double>(), new List<double>());
        // The first operation makes what is made once; the second tells how many make a round.
        Measure(operation, 1);
        peer?.Measure(1);
        int own = RoundOf(Measure(operation, 1)), their = RoundOf(peer?.Measure(1) ?? RoundMilliseconds);
        for (int round = 0; round < Rounds; round++)
        {
            if (peer is not null) theirs.Add(peer.Measure(their));
            ours.Add(Measure(operation, own));
        }

        return (Median(ours), peer is null ? 0 : Median(theirs));
    }

    private static double Measure(Operation operation, int count)
    {
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < count; i++) operation.Run();
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds / count;
    }

    private static int RoundOf(double milliseconds) => Math.Max(1, (int)(RoundMilliseconds / milliseconds));

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);

    private static string Time(double milliseconds) => milliseconds.ToString(milliseconds < 100 ? "F2" : "F0", CultureInfo.InvariantCulture);

    private static string Number(double value) => value.ToString("F2", CultureInfo.InvariantCulture);
}
