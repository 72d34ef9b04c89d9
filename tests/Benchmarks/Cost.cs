using ModelDsl.Benchmarks.PyTorch;

namespace ModelDsl.Benchmarks;

/// <summary>How the time grows with the batch and with the depth, ours and PyTorch's: does ours grow faster?</summary>
internal static class Cost
{
    public static int Run()
    {
        string load = Machine.Load;
        using var peers = Peers.Start([PeerKind.Patient]);
        Console.WriteLine($"ms per operation: medians of {Turns.Rounds} rounds in which the sides took turns; growth: times the row above.");
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
            var (own, all) = Turns.Measure(workload, peer is null ? [] : [peer]);
            var point = (Ours: own, Theirs: all.SingleOrDefault());
            bool first = points.Count == 0;
            string ours = $"| {x} | {Turns.Time(point.Ours)} | {(first ? "" : Turns.Ratio(point.Ours / points[^1].Ours))} |";
            Console.WriteLine(peer is null ? ours : $"{ours} {Turns.Time(point.Theirs)} | {(first ? "" : Turns.Ratio(point.Theirs / points[^1].Theirs))} | {Turns.Ratio(point.Theirs / point.Ours)} |");
            points.Add(point);
        }

        Console.WriteLine();
        double step = series.Points[^1].X - series.Points[0].X;
        var (slope, their) = ((points[^1].Ours - points[0].Ours) / step, (points[^1].Theirs - points[0].Theirs) / step);
        string costs = $"From {series.Points[0].X} to {series.Points[^1].X} one more costs {Turns.Time(slope)} ms";
        Console.WriteLine(peer is null ? $"{costs}." : $"{costs}, {peer.Kind.Name}'s {Turns.Time(their)} ms: {(slope <= their ? "ours grows no faster." : "OURS GROWS FASTER.")}");
    }
}
