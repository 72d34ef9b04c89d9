using System.Diagnostics;
using System.Globalization;
using ModelDsl.Runtime.LibTorch;

namespace ModelDsl.Benchmarks;

/// <summary>Where the time of our side goes, by operator.</summary>
internal static class OperatorTimes
{
    private const int WarmUps = 3;
    private const int Operations = 10;

    public static int Run(IReadOnlyCollection<Workload> workloads)
    {
        foreach (var workload in workloads) Print(workload);
        return 0;
    }

    private static void Print(Workload workload)
    {
        using var operation = workload.Prepare();
        for (int i = 0; i < WarmUps; i++) operation.Run();
        var times = new CallTimes();
        LibTorchDispatcher.Times = times;
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < Operations; i++) operation.Run();
        var whole = Stopwatch.GetElapsedTime(start);
        LibTorchDispatcher.Times = null;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{workload}: {whole.TotalMilliseconds / Operations:F2} ms"));
        foreach (var (op, time, calls) in times.Sorted.Where(t => t.Time > whole / 1000))
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{time.TotalMilliseconds / Operations,10:F2} ms {calls / Operations,4} calls  {op}"));
        Console.WriteLine();
    }
}
