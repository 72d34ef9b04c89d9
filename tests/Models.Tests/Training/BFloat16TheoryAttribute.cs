using ModelDsl.Runtime.Interop;

namespace ModelDsl.Models.Tests.Training;

/// <summary>The same as <see cref="BFloat16FactAttribute"/> for a test of several rows.</summary>
public sealed class BFloat16TheoryAttribute : TheoryAttribute
{
    public BFloat16TheoryAttribute()
    {
        if (!Dispatcher.Default.HasBFloat16) Skip = BFloat16FactAttribute.Absent;
    }
}
