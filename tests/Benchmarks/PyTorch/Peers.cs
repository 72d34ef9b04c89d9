using ModelDsl.Runtime.Interop;

namespace ModelDsl.Benchmarks.PyTorch;

/// <summary>The peers of one run.</summary>
internal sealed class Peers : IDisposable
{
    private readonly List<Peer> _peers = [];

    private Peers()
    {
    }

    public IReadOnlyList<Peer> All => _peers;

    /// <summary>A process each, as far as what they run in is here; says what is not.</summary>
    public static Peers Start(IReadOnlyList<PeerKind> kinds)
    {
        var peers = new Peers();
        try
        {
            peers.Add(kinds);
            return peers;
        }
        catch
        {
            peers.Dispose();
            throw;
        }
    }

    public void PrintConditions(string loadBefore)
    {
        var torch = Dispatcher.Default;
        Console.WriteLine();
        Console.WriteLine(
            $"ModelDsl: libtorch {torch.Version}, {torch.Threads} threads, tensors from the runtime's caching allocator, "
            + $"malloc: {Machine.Malloc}; inference includes the softmax.");
        Console.WriteLine(torch.Block == 0
            ? "Its convolutions are libtorch's own: there is no oneDNN 2 beside libtorch, or a processor without AVX2."
            : $"Its feature maps lie in blocks of {torch.Block} channels, for oneDNN's convolutions and our own; the processor {(torch.HasBFloat16 ? "multiplies" : "does not multiply")} bfloat16{(torch.HasAmx ? " and, by AMX, tiles of it" : "")}.");
        foreach (var peer in _peers)
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

    public void Dispose()
    {
        foreach (var peer in _peers) peer.Dispose();
    }

    private void Add(IReadOnlyList<PeerKind> kinds)
    {
        if (Python.WithTorch() is not { } python)
        {
            Console.Error.WriteLine(
                "There is no Python with PyTorch here (Debian's package python3-torch; or set MODELDSL_PYTHON): "
                + "our own numbers only, no ratios.");
            return;
        }

        if (kinds.Contains(PeerKind.Onnx) && !Node.HasOnnxRuntime) Console.Error.WriteLine("ONNX Runtime is not here (eng/onnxruntime.sh fetches it): going on without.");
        foreach (var kind in kinds.Where(kind => !kind.IsNode || Node.HasOnnxRuntime)) _peers.Add(Peer.Start(python, kind, Dispatcher.Default.Threads));
    }
}
