using ModelDsl.Runtime.Interop;
using ModelDsl.Runtime.LibTorch;

namespace ModelDsl.Runtime.Tests.Interop;

/// <summary>A test of what our own shim alone does; skipped, and said to be, where operators are called through TorchSharp.</summary>
public sealed class ShimFactAttribute : FactAttribute
{
    public ShimFactAttribute() => Skip = Absent;

    /// <summary>Why it is skipped; null where operators are called through the shim.</summary>
    internal static string? Absent => Dispatcher.Default is LibTorchDispatcher
        ? null
        : "operators are called through TorchSharp here, which has a table of them and allocates as it calls";
}

/// <summary>A theory of what our own shim alone does: see <see cref="ShimFactAttribute"/>.</summary>
public sealed class ShimTheoryAttribute : TheoryAttribute
{
    public ShimTheoryAttribute() => Skip = ShimFactAttribute.Absent;
}
