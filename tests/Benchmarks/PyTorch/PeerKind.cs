namespace ModelDsl.Benchmarks.PyTorch;

/// <summary>A way to run PyTorch, or what takes its models: its name in the tables, its settings and what is added to its environment.</summary>
internal sealed record PeerKind(string Name, IReadOnlyList<string> Settings, IReadOnlyDictionary<string, string> Environment)
{
    private static readonly Dictionary<string, string> Defaults = [];

    /// <summary>As it comes. What every ratio is about.</summary>
    public static PeerKind Eager { get; } = new("PyTorch eager", [], Defaults);

    /// <summary>
    /// As it comes, but its threads wait for each other as ours do, asleep: on a busy machine those that spin hold each other up for seconds, and times say
    /// nothing of what is computed.
    /// </summary>
    public static PeerKind Patient { get; } = Eager with { Environment = new Dictionary<string, string> { ["GOMP_SPINCOUNT"] = "1000" } };

    /// <summary>Channels-last tensors.</summary>
    public static PeerKind ChannelsLast { get; } = new("channels-last", ["--layout", "nhwc"], Defaults);

    /// <summary>Channels-last, and glibc told to keep freed memory: no page faults in steady state, as on our side.</summary>
    public static PeerKind Tuned { get; } = new("channels-last, malloc tuned", ["--layout", "nhwc"], new Dictionary<string, string>
    {
        ["MALLOC_MMAP_MAX_"] = "0",
        ["MALLOC_TRIM_THRESHOLD_"] = "1099511627776",
        ["MALLOC_TOP_PAD_"] = "67108864",
    });

    /// <summary>Compiled by TorchScript for inference.</summary>
    public static PeerKind Script { get; } = new("TorchScript", ["--script"], Defaults) { InfersOnly = true };

    /// <summary>ONNX Runtime on what PyTorch exports.</summary>
    public static PeerKind Onnx { get; } = new("ONNX Runtime", [], Defaults) { InfersOnly = true, IsNode = true };

    public static IReadOnlyList<PeerKind> All { get; } = [Eager, ChannelsLast, Tuned, Script, Onnx];

    /// <summary>It cannot train.</summary>
    public bool InfersOnly { get; private init; }

    /// <summary>It runs in Node.js, peer.js, and not in Python.</summary>
    public bool IsNode { get; private init; }

    public bool Does(Task task) => task == Task.Inference || !InfersOnly;
}
