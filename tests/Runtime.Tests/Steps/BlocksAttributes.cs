using ModelDsl.Runtime.Interop;

namespace ModelDsl.Runtime.Tests.Steps;

/// <summary>A test of feature maps in blocks; skipped, and said to be, where this libtorch or this processor has none.</summary>
public sealed class BlocksFactAttribute : FactAttribute
{
    internal const string Absent = "there are no blocks here: no oneDNN 2 beside libtorch, or a processor without AVX2";

    public BlocksFactAttribute()
    {
        if (Dispatcher.Default.Block == 0) Skip = Absent;
    }
}

/// <inheritdoc cref="BlocksFactAttribute"/>
public sealed class BlocksTheoryAttribute : TheoryAttribute
{
    public BlocksTheoryAttribute()
    {
        if (Dispatcher.Default.Block == 0) Skip = BlocksFactAttribute.Absent;
    }
}
