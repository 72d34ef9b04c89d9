using BenchmarkDotNet.Mathematics;
using ModelDsl.Benchmarks.PyTorch;

namespace ModelDsl.Benchmarks;

/// <summary>A workload and those who do it side by side.</summary>
public sealed class Comparison
{
    private readonly IReadOnlyList<Peer> _peers;
    private readonly Dictionary<PeerKind, List<double>> _milliseconds = [];

    internal Comparison(Workload workload, IReadOnlyList<Peer> peers)
    {
        Workload = workload;
        _peers = [.. peers.Where(peer => peer.Kind.Does(workload.Task))];
    }

    internal Workload Workload { get; }

    public override string ToString() => Workload.ToString();

    internal Operation Prepare()
    {
        string task = Workload.Task == Task.Training ? "train" : "infer";
        var operation = Workload.Prepare();
        foreach (var peer in _peers)
        {
            peer.Prepare(Workload.Key, task, Workload.Batch, operation.Parameters);
            _milliseconds[peer.Kind] = [];
        }

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
