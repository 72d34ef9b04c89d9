using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Exporters;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Order;
using ModelDsl.Benchmarks.Limit;
using ModelDsl.Benchmarks.PyTorch;

namespace ModelDsl.Benchmarks;

/// <summary>One run of the benchmarks: the peers started, everything measured, the table printed.</summary>
internal static class Session
{
    /// <summary>The exit code: 0, or 1 when something could not be measured.</summary>
    public static int Run(IReadOnlyCollection<Workload> workloads, bool quick)
    {
        string load = Machine.Load;
        using var peers = Peers.Start(quick ? [PeerKind.Eager] : PeerKind.All);
        var limit = LimitProgram.Build();
        var config = ManualConfig.CreateEmpty()
            .AddLogger(new ErrorLogger())
            .AddExporter(MarkdownExporter.GitHub)
            .AddColumn([.. Column.Of(peers.All.Select(peer => peer.Kind), hasLimit: limit is not null)])
            .WithOrderer(new DefaultOrderer(SummaryOrderPolicy.Declared));
        var summary = SideBySide.Run([.. workloads.Select(workload => new Comparison(workload, peers.All, limit))], config);
        MarkdownExporter.Console.ExportToLog(summary, ConsoleLogger.Default);
        Console.WriteLine();
        Console.WriteLine("Medians of rounds in which the sides took turns, ms per operation; a ratio is the peer's time / ours.");
        if (limit is not null) Console.WriteLine("A limit is the sum over the layers of oneDNN's own convolutions and products, the faster of direct and Winograd; its ratio is ours / the limit.");
        peers.PrintConditions(load);
        return summary.Reports.All(report => report.Success) && !summary.HasCriticalValidationErrors ? 0 : 1;
    }
}
