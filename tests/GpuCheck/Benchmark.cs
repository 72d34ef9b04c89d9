using System.Diagnostics;
using System.Globalization;
using ModelDsl.Runtime;
using ModelDsl.Runtime.Interop;

namespace ModelDsl.GpuCheck;

/// <summary>
/// Times training steps and inference. Operations are queued one after the other, as a training loop does that looks at the loss now and then; the clock
/// stops when the device has done them all. The median of the rounds counts.
/// </summary>
internal sealed class Benchmark(Device device, bool quick, TextWriter output)
{
    private const string Group = "benchmark";

    private readonly int _rounds = quick ? 3 : 9;
    private readonly double _roundSeconds = quick ? 0.05 : 0.5;
    private readonly int _warmUps = quick ? 1 : 10;

    /// <summary>Measures everything; a check fails where something cannot be run or its loss is no number.</summary>
    /// <param name="tally">Counts them.</param>
    /// <param name="times">Where the times go besides, one JSON object a line.</param>
    public void Run(Tally tally, string? times)
    {
        Dispatcher.Default.CudaSettings = Dispatcher.Default.CudaSettings with { MeasuresConvolutions = true };
        using var file = times is null ? TextWriter.Null : File.CreateText(times);
        foreach (var workload in Workload.All.Where(w => !quick || w.Key is "lenet5" or "resnet18").Select(w => quick ? w.Of(Math.Max(2, w.Batch / 16)) : w))
        {
            foreach (var precision in new[] { Precision.Float32, Precision.BFloat16 })
                tally.Check(Group, $"{workload.Model}, {precision}", () => Measure(workload, precision, file));
        }

        tally.Report(Group);
    }

    private void Measure(Workload workload, Precision precision, TextWriter file)
    {
        using var run = workload.Start(device, precision);
        Report(workload, precision, "train", "queued", Milliseconds(run.Train), file);
        if (device.Kind == DeviceKind.Cuda)
        {
            double milliseconds = Milliseconds(run.TrainByGraph);
            Assert.True(run.NoGraph is null, $"no step of {workload.Model} was captured: {run.NoGraph}");
            Report(workload, precision, "train", "graph", milliseconds, file);
        }

        float loss = run.Loss();
        Assert.True(float.IsFinite(loss), $"the loss of {workload.Model} is {loss}");
        Report(workload, precision, "infer", "queued", Milliseconds(run.Infer), file);
    }

    private void Report(Workload workload, Precision precision, string task, string by, double milliseconds, TextWriter file)
    {
        string type = precision == Precision.Float32 ? "float32" : "bfloat16";
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {workload.Model}, batch {workload.Batch}, {type}, {task}, {by}: {milliseconds:0.000} ms"));
        file.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $$"""{"model": "{{workload.Key}}", "name": "{{workload.Model}}", "batch": {{workload.Batch}}, "precision": "{{type}}", "task": "{{task}}", "by": "{{by}}", "ms": {{milliseconds:R}}}"""));
        file.Flush();
    }

    private double Milliseconds(Action operation)
    {
        for (int i = 0; i < _warmUps; i++) operation();
        Wait();
        var watch = Stopwatch.StartNew();
        operation();
        Wait();
        int operations = Math.Clamp((int)(_roundSeconds / watch.Elapsed.TotalSeconds), 1, 10_000);
        var rounds = new double[_rounds];
        for (int i = 0; i < _rounds; i++)
        {
            watch.Restart();
            for (int j = 0; j < operations; j++) operation();
            Wait();
            rounds[i] = watch.Elapsed.TotalMilliseconds / operations;
        }

        Array.Sort(rounds);
        return rounds[_rounds / 2];
    }

    /// <summary>Until the device has done what was queued: a number that is read from it comes last.</summary>
    private void Wait()
    {
        using var last = Tensor.Zeros([1], ElementType.Float32, device);
        last.Item();
    }
}
