namespace ModelDsl.Benchmarks.PyTorch;

/// <summary>A way to run PyTorch: its name in the tables, the layout of its tensors and what its environment says of malloc.</summary>
internal sealed record PeerKind(string Name, string Layout, IReadOnlyDictionary<string, string> Malloc)
{
    /// <summary>As it comes. What every ratio is about.</summary>
    public static PeerKind Eager { get; } = new("PyTorch eager", "nchw", new Dictionary<string, string>());

    /// <summary>Channels-last tensors.</summary>
    public static PeerKind ChannelsLast { get; } = new("channels-last", "nhwc", new Dictionary<string, string>());

    /// <summary>Channels-last, and glibc told to keep freed memory: no page faults in steady state, as on our side.</summary>
    public static PeerKind Tuned { get; } = new("channels-last, malloc tuned", "nhwc", new Dictionary<string, string>
    {
        ["MALLOC_MMAP_MAX_"] = "0",
        ["MALLOC_TRIM_THRESHOLD_"] = "1099511627776",
        ["MALLOC_TOP_PAD_"] = "67108864",
    });

    public static IReadOnlyList<PeerKind> All { get; } = [Eager, ChannelsLast, Tuned];
}
