using BenchmarkDotNet.Mathematics;
using ModelDsl.Benchmarks.Limit;
using ModelDsl.Benchmarks.PyTorch;

namespace ModelDsl.Benchmarks;

/// <summary>A workload and those who do it side by side.</summary>
public sealed class Comparison
{
    private readonly IReadOnlyList<Peer> _peers;
    private readonly Dictionary<PeerKind, List<double>> _milliseconds = [];

    private readonly LimitProgram? _limit;

    internal Comparison(Workload workload, IReadOnlyList<Peer> peers, LimitProgram? limit = null)
    {
        _limit = limit;
        Workload = workload;
        _peers = [.. peers.Where(peer => peer.Kind.Does(workload.Task))];
    }

    internal Workload Workload { get; }

    /// <summary>By type of numbers, nanoseconds that oneDNN's primitives alone take.</summary>
    internal IReadOnlyDictionary<string, double> Limits { get; private set; } = new Dictionary<string, double>();

    public override string ToString() => Workload.ToString();

    internal Operation Prepare()
    {
        string task = Workload.Task == Task.Training ? "train" : "infer";
        var operation = Workload.Prepare();
        foreach (var peer in _peers)
        {
            peer.Prepare(Workload.Key, task, Workload.Batch, operation.Network.ParameterCount);
            _milliseconds[peer.Kind] = [];
        }

        if (_limit is not null) Limits = _limit.Of(operation.Network, Workload);
        return operation;
    }

    /// <summary>The peers' part of a round: as many operations in a row as ours.</summary>
    internal void MeasurePeers()
    {
        foreach (var peer in _peers) _milliseconds[peer.Kind].Add(peer.Measure(Workload.Operations));
    }

    /// <summary>Of a peer's rounds, those to warm up left out; nanoseconds per operation, as BenchmarkDotNet counts. Null where it does not do that.</summary>
    internal Statistics? Of(PeerKind peer) => !_milliseconds.ContainsKey(peer) ? null : new(_milliseconds[peer].Skip(Workload.WarmUps).Select(milliseconds => milliseconds * 1e6));
}
