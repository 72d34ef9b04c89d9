using System.Globalization;
using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Mathematics;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;
using ModelDsl.Benchmarks.PyTorch;

namespace ModelDsl.Benchmarks;

/// <summary>A column of BenchmarkDotNet's summary.</summary>
internal sealed class Column(string name, string legend, Func<Comparison, Statistics, string> value, bool isNumeric = true) : IColumn
{
    /// <summary>Our median and its spread, oneDNN's limits and how many times those ours is, then each peer's median and how many times ours it is.</summary>
    public static IEnumerable<IColumn> Of(IEnumerable<PeerKind> peers, bool hasLimit) =>
    [
        new Column("Model", "", (comparison, _) => comparison.Workload.Model, isNumeric: false),
        new Column("Task", "", (comparison, _) => comparison.Workload.Task.ToString(), isNumeric: false),
        new Column("Batch", "", (comparison, _) => $"{comparison.Workload.Batch}"),
        new Column("Rounds", "", (comparison, _) => $"{comparison.Workload.Rounds}"),
        new Column("ModelDsl", "median of the rounds, ms per operation", (_, ours) => Milliseconds(ours.Median)),
        new Column("+/-", "half the span of the middle half of the rounds", (_, ours) => Milliseconds(ours.InterquartileRange / 2)),
        .. hasLimit ? LimitOf("f32").Concat(LimitOf("bf16")) : [],
        .. peers.SelectMany(peer => (IEnumerable<IColumn>)
        [
            new Column(peer.Name, "the same of the peer", (comparison, _) => comparison.Of(peer) is { } theirs ? Milliseconds(theirs.Median) : ""),
            new Column("ratio", $"{peer.Name} / ModelDsl", (comparison, ours) => comparison.Of(peer) is { } theirs ? Ratio(theirs.Median, ours.Median) : ""),
        ]),
    ];

    private static IEnumerable<IColumn> LimitOf(string type) =>
    [
        new Column($"limit {type}", "oneDNN's own convolutions and products, nothing else", (comparison, _) => comparison.Limits.TryGetValue(type, out var limit) ? Milliseconds(limit) : ""),
        new Column("ratio", $"ModelDsl / limit {type}", (comparison, ours) => comparison.Limits.TryGetValue(type, out var limit) ? Ratio(ours.Median, limit) : ""),
    ];

    public string Id => $"{name} {legend}";

    public string ColumnName => name;

    public bool AlwaysShow => true;

    public ColumnCategory Category => ColumnCategory.Custom;

    public int PriorityInCategory => 0;

    public bool IsNumeric => isNumeric;

    public UnitType UnitType => UnitType.Dimensionless;

    public string Legend => legend;

    public bool IsAvailable(Summary summary) => true;

    public bool IsDefault(Summary summary, BenchmarkCase benchmarkCase) => false;

    public string GetValue(Summary summary, BenchmarkCase benchmarkCase) => summary[benchmarkCase]?.ResultStatistics is { } ours
        ? value((Comparison)benchmarkCase.Parameters[nameof(Comparison)], ours)
        : "failed";

    public string GetValue(Summary summary, BenchmarkCase benchmarkCase, SummaryStyle style) => GetValue(summary, benchmarkCase);

    private static string Milliseconds(double nanoseconds) =>
        (nanoseconds / 1e6).ToString(nanoseconds < 100e6 ? "F2" : "F0", CultureInfo.InvariantCulture);

    private static string Ratio(double theirs, double ours) => (theirs / ours).ToString("F2", CultureInfo.InvariantCulture);
}
