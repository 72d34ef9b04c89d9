using ModelDsl.Benchmarks.PyTorch;
using ModelDsl.Runtime;

namespace ModelDsl.Benchmarks;

/// <summary>One network of each kind that introductions to deep learning have, beside PyTorch: is any of them slower?</summary>
internal static class Textbook
{
    public static int Run(IReadOnlyList<Workload> workloads)
    {
        string load = Machine.Load;
        using var peers = Peers.Start([PeerKind.Patient]);
        Console.WriteLine($"ms per operation: medians of {Turns.Rounds} rounds in which the sides took turns; a ratio is the peer's time / ours{(workloads.Any(workload => workload.Precision == Precision.BFloat16) ? ", in bf16" : "")}.");
        Console.WriteLine();
        Console.WriteLine($"| model | batch | task | ModelDsl |{string.Concat(peers.All.Select(peer => $" {peer.Kind.Name} | ratio |"))}");
        Console.WriteLine($"| --- | ---: | --- | ---: |{string.Concat(peers.All.Select(_ => " ---: | ---: |"))}");
        foreach (var workload in workloads)
        {
            var (ours, theirs) = Turns.Measure(workload, peers.All);
            string task = workload.Task == Task.Training ? "training step" : "inference";
            Console.WriteLine($"| {workload.Model} | {workload.Batch} | {task} | {Turns.Time(ours)} |{string.Concat(theirs.Select(time => $" {Turns.Time(time)} | {Bold(time / ours)} |"))}");
        }

        peers.PrintConditions(load);
        return 0;
    }

    /// <summary>Where PyTorch is faster, it is to be seen.</summary>
    private static string Bold(double ratio) => ratio < 1 ? $"**{Turns.Ratio(ratio)}**" : Turns.Ratio(ratio);
}
