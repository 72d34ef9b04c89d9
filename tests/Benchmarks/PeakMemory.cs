using System.Diagnostics;
using System.Globalization;
using ModelDsl.Benchmarks.PyTorch;
using ModelDsl.Runtime;

namespace ModelDsl.Benchmarks;

/// <summary>
/// The memory that a network and its training steps add to a process at their peak, each measured in a process of its own: the peak resident set (VmHWM)
/// less the files mapped, which are the libraries' code, and less what the process had when its data were there and the network was not. Beside it the page faults of
/// a later step: memory that the system had to give anew.
/// </summary>
internal static class PeakMemory
{
    private const int Steps = 4;

    private const double MiB = 1 << 20;

    public static int Run(IReadOnlyCollection<string> models)
    {
        Console.WriteLine($"MiB that a network and {Steps} training steps add to a process at their peak. Tensors: what ours held in tensors at most; plan: what its Summary says of that. Faults: of pages, in a step after these.");
        Console.WriteLine();
        Console.WriteLine("| model | batch | ModelDsl | tensors | plan | faults | PyTorch eager | ratio | faults | malloc tuned | ratio | faults |");
        Console.WriteLine("| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |");
        foreach (var workload in Workloads.Of(models, quick: true).Where(workload => workload.Task == Task.Training))
        {
            var own = OfOwnProcess(workload);
            string[] theirs = [.. new[] { PeerKind.Eager, PeerKind.Tuned }.SelectMany(kind => Beside(own.Resident, kind, workload))];
            Console.WriteLine($"| {workload.Model} | {workload.Batch} | {Number(own.Resident / MiB, "F0")} | {Number(own.Tensors / MiB, "F0")} | {Number(own.Planned / MiB, "F0")} | {own.Faults} | {string.Join(" | ", theirs)} |");
        }

        return 0;
    }

    /// <summary>In the process that is started for it: writes four numbers.</summary>
    public static int Measure(string model)
    {
        var workload = Workloads.Of([model], quick: true).First(workload => workload.Task == Task.Training);
        var prepared = workload.Data();
        long before = Machine.OfProcess("RssAnon");
        long planned, resident, faults;
        using (var operation = prepared())
        {
            // The parameters, and the momentum of each.
            planned = operation.Network.TrainStepBytes(workload.Batch) + (2 * sizeof(float) * operation.Network.ParameterCount);
            for (int i = 0; i < Steps; i++) operation.Run();
            resident = Machine.OfProcess("VmHWM") - Machine.OfProcess("RssFile") - Machine.OfProcess("RssShmem") - before;
            faults = Machine.PageFaults;
            for (int i = 0; i < Steps; i++) operation.Run();
            faults = (Machine.PageFaults - faults) / Steps;
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{resident} {Memory.PeakBytes} {planned} {faults}"));
        return 0;
    }

    private static (long Resident, long Tensors, long Planned, long Faults) OfOwnProcess(Workload workload)
    {
        using var process = Process.Start(new ProcessStartInfo(Environment.ProcessPath!, ["--memory-of", workload.Key]) { RedirectStandardOutput = true })!;
        string answer = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0) throw new InvalidOperationException($"The process that measures {workload} ended with {process.ExitCode}.");
        long[] numbers = [.. answer.Split(' ').Select(number => long.Parse(number, CultureInfo.InvariantCulture))];
        return (numbers[0], numbers[1], numbers[2], numbers[3]);
    }

    private static string[] Beside(long own, PeerKind kind, Workload workload)
    {
        using var peers = Peers.Start([kind]);
        if (peers.All.Count == 0) return ["", "", ""];
        var theirs = peers.All[0].Memory(workload.Key, workload.Batch, Steps);
        return [Number(theirs.Bytes / MiB, "F0"), Number((double)own / theirs.Bytes, "F2"), theirs.Faults.ToString(CultureInfo.InvariantCulture)];
    }

    private static string Number(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
