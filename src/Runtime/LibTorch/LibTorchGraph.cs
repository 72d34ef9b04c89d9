using ModelDsl.Runtime.Capturing;

namespace ModelDsl.Runtime.LibTorch;

/// <summary>A CUDA graph of libtorch's (native/cuda_graph.cpp).</summary>
/// <param name="handle">The shim's graph, taken over.</param>
/// <param name="random">What the work draws from: each launch goes on where the last one ended.</param>
internal sealed class LibTorchGraph(nint handle, RandomStream random) : IStepGraph
{
    private nint _handle = handle;

    ~LibTorchGraph() => Native.GraphRelease(_handle);

    public void Capture(Action work)
    {
        LibTorchDispatcher.Check(Native.GraphBegin(_handle, random.Handle));
        try
        {
            work();
        }
        catch
        {
            // What the work has met says more than that the capture cannot end well.
            _ = Native.GraphEnd(_handle);
            throw;
        }

        LibTorchDispatcher.Check(Native.GraphEnd(_handle));
        GC.KeepAlive(random);
    }

    public void Launch()
    {
        LibTorchDispatcher.Check(Native.GraphLaunch(_handle));
        GC.KeepAlive(this);
    }

    public void Dispose()
    {
        Native.GraphRelease(Interlocked.Exchange(ref _handle, 0));
        GC.SuppressFinalize(this);
    }
}
