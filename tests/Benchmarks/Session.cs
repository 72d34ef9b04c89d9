using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Exporters;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Order;
using ModelDsl.Benchmarks.PyTorch;
using ModelDsl.Runtime.Interop;

namespace ModelDsl.Benchmarks;

/// <summary>One run of the benchmarks: the peers started, everything measured, the table printed.</summary>
internal static class Session
{
    /// <summary>The exit code: 0, or 1 when something could not be measured.</summary>
    public static int Run(IReadOnlyCollection<Workload> workloads, bool quick)
    {
        string load = Machine.Load;
        var peers = new List<Peer>();
        try
        {
            StartPeers(peers, quick ? [PeerKind.Eager] : PeerKind.All);
            var config = ManualConfig.CreateEmpty()
                .AddLogger(new ErrorLogger())
                .AddExporter(MarkdownExporter.GitHub)
                .AddColumn([.. Column.Of(peers.Select(peer => peer.Kind))])
                .WithOrderer(new DefaultOrderer(SummaryOrderPolicy.Declared));
            var summary = SideBySide.Run([.. workloads.Select(workload => new Comparison(workload, peers))], config);
            MarkdownExporter.Console.ExportToLog(summary, ConsoleLogger.Default);
            PrintConditions(peers, load);
            return summary.Reports.All(report => report.Success) && !summary.HasCriticalValidationErrors ? 0 : 1;
        }
        finally
        {
            foreach (var peer in peers) peer.Dispose();
        }
    }

    private static void StartPeers(List<Peer> peers, IReadOnlyList<PeerKind> kinds)
    {
        if (Python.WithTorch() is { } python)
        {
            if (kinds.Contains(PeerKind.Onnx) && !Node.HasOnnxRuntime) Console.Error.WriteLine("ONNX Runtime is not here (eng/onnxruntime.sh fetches it): going on without.");
            foreach (var kind in kinds.Where(kind => !kind.IsNode || Node.HasOnnxRuntime)) peers.Add(Peer.Start(python, kind, Dispatcher.Default.Threads));
        }
        else
        {
            Console.Error.WriteLine(
                "There is no Python with PyTorch here (Debian's package python3-torch; or set MODELDSL_PYTHON): "
                + "our own numbers only, no ratios.");
        }
    }

    private static void PrintConditions(IEnumerable<Peer> peers, string loadBefore)
    {
        var torch = Dispatcher.Default;
        Console.WriteLine();
        Console.WriteLine("Medians of rounds in which the sides took turns, ms per operation; a ratio is the peer's time / ours.");
        Console.WriteLine(
            $"ModelDsl: libtorch {torch.Version}, {torch.Threads} threads, tensors from the runtime's caching allocator, "
            + $"malloc: {Machine.Malloc}; inference includes the softmax.");
        foreach (var peer in peers)
        {
            Console.WriteLine(
                $"{peer.Kind.Name}: version {peer.Version}, {peer.Threads} threads, {peer.Layout}, malloc: {peer.Malloc}.");
        }

        string loadAfter = Machine.Load;
        Console.WriteLine($"Memory {Machine.Memory}, BLAS {Machine.Blas}; load average before {loadBefore}, after {loadAfter}.");
        // Only one side computes at a time, so that the run itself makes a load of as many as one side has threads.
        if (Machine.LastMinute(loadAfter) > torch.Threads + 0.5)
            Console.WriteLine("The machine had other work meanwhile, and threads that wait for each other suffer: not for the record.");
    }
}
