using ModelDsl.Runtime.Interop;

namespace ModelDsl.Models.Tests.Training;

/// <summary>A test of networks in bfloat16; skipped, and said to be, where the processor does not multiply such.</summary>
public sealed class BFloat16FactAttribute : FactAttribute
{
    internal const string Absent = "there is no bfloat16 here: no oneDNN 2 beside libtorch, or a processor without AVX512-BF16";

    public BFloat16FactAttribute()
    {
        if (!Dispatcher.Default.HasBFloat16) Skip = Absent;
    }
}
