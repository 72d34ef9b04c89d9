using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Engines;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Parameters;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.NoEmit;
using Perfolizer.Mathematics.OutlierDetection;

namespace ModelDsl.Benchmarks;

/// <summary>
/// The benchmark that BenchmarkDotNet runs, once per comparison. An iteration is a round: the peers' operations first, in the iteration's
/// setup, then ours, which BenchmarkDotNet times. So all sides take turns (A B C A B C ...), and whatever else the machine does in
/// between meets each of them.
/// </summary>
public class SideBySide
{
    private Operation? _operation;

    /// <summary>Set by BenchmarkDotNet.</summary>
    public Comparison Comparison { get; set; } = null!;

    public void Prepare()
    {
        Console.Error.WriteLine($"{Comparison}: {Comparison.Workload.Rounds} rounds of {Comparison.Workload.Operations}");
        _operation = Comparison.Prepare();
    }

    public void MeasurePeers() => Comparison.MeasurePeers();

    public void Run() => _operation!.Run();

    public void Clean() => _operation!.Dispose();

    /// <summary>In this process, with the rounds and operations of each workload and nothing left out as an outlier.</summary>
    internal static Summary Run(IEnumerable<Comparison> comparisons, IConfig config)
    {
        var type = typeof(SideBySide);
        var descriptor = new Descriptor(
            type, type.GetMethod(nameof(Run), [])!, type.GetMethod(nameof(Prepare)), type.GetMethod(nameof(Clean)),
            type.GetMethod(nameof(MeasurePeers)));
        var immutable = ImmutableConfigBuilder.Create(config);
        var parameter = new ParameterDefinition(nameof(Comparison), false, [.. comparisons], false, typeof(Comparison), 0);
        var cases = parameter.Values.Cast<Comparison>().Select(comparison => BenchmarkCase.Create(
            descriptor, JobOf(comparison.Workload),
            new ParameterInstances([new ParameterInstance(parameter, comparison, config.SummaryStyle)]), immutable));
        return BenchmarkRunner.Run([new BenchmarkRunInfo([.. cases], type, immutable)]).Single();
    }

    private static Job JobOf(Workload workload) => Job.Default
        .WithToolchain(new InProcessNoEmitToolchain(TimeSpan.FromHours(1), logOutput: true))
        .WithStrategy(RunStrategy.Monitoring)
        .WithWarmupCount(workload.WarmUps)
        .WithIterationCount(workload.Rounds)
        .WithInvocationCount(workload.Operations)
        .WithUnrollFactor(1)
        .WithOutlierMode(OutlierMode.DontRemove)
        .WithGcForce(false);
}
