using ModelDsl.Runtime.Interop;

namespace ModelDsl.Runtime.LibTorch;

/// <summary>An event of libtorch's (native/transfers.cpp).</summary>
/// <param name="handle">The shim's mark, taken over.</param>
internal sealed class LibTorchMark(nint handle) : IDeviceMark
{
    private nint _handle = handle;

    ~LibTorchMark() => Native.MarkRelease(_handle);

    public void Set()
    {
        LibTorchDispatcher.Check(Native.MarkSet(_handle));
        GC.KeepAlive(this);
    }

    public void Wait()
    {
        LibTorchDispatcher.Check(Native.MarkWait(_handle));
        GC.KeepAlive(this);
    }

    public void Dispose()
    {
        Native.MarkRelease(Interlocked.Exchange(ref _handle, 0));
        GC.SuppressFinalize(this);
    }
}
