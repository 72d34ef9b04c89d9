using ModelDsl.Runtime.Interop;

namespace ModelDsl.Runtime.Tests.Steps;

/// <summary>A test of feature maps in blocks; skipped, and said to be, where this libtorch or this processor has none.</summary>
public sealed class BlocksFactAttribute : FactAttribute
{
    internal const string Absent = "there are no blocks here: operators are called through TorchSharp, no oneDNN 2 is beside libtorch, or the processor is without AVX2";

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

/// <summary>A test of feature maps in blocks of bfloat16; skipped, and said to be, where the processor does not multiply such.</summary>
public sealed class BFloat16FactAttribute : FactAttribute
{
    internal const string Absent = "there is no bfloat16 here: operators are called through TorchSharp, no oneDNN 2 is beside libtorch, or the processor is without AVX512-BF16";

    public BFloat16FactAttribute()
    {
        if (!Dispatcher.Default.HasBFloat16) Skip = Absent;
    }
}

/// <inheritdoc cref="BFloat16FactAttribute"/>
public sealed class BFloat16TheoryAttribute : TheoryAttribute
{
    public BFloat16TheoryAttribute()
    {
        if (!Dispatcher.Default.HasBFloat16) Skip = BFloat16FactAttribute.Absent;
    }
}
