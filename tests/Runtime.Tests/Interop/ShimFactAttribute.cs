using ModelDsl.Runtime.Interop;
using ModelDsl.Runtime.LibTorch;

namespace ModelDsl.Runtime.Tests.Interop;

/// <summary>A test of what our own shim alone does; skipped, and said to be, where operators are called through TorchSharp.</summary>
public sealed class ShimFactAttribute : FactAttribute
{
    public ShimFactAttribute()
    {
        if (Dispatcher.Default is not LibTorchDispatcher) Skip = "operators are called through TorchSharp here, which has a table of them and allocates as it calls";
    }
}
