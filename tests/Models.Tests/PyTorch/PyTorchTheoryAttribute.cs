using ModelDsl.Runtime.Interop;

namespace ModelDsl.Models.Tests.PyTorch;

/// <summary><see cref="PyTorchFactAttribute"/> for rows.</summary>
public sealed class PyTorchTheoryAttribute : TheoryAttribute
{
    public PyTorchTheoryAttribute() => Skip = Oracle.Missing;
}

/// <summary>The same, of networks in bfloat16.</summary>
public sealed class ReducedPyTorchTheoryAttribute : TheoryAttribute
{
    public ReducedPyTorchTheoryAttribute() =>
        Skip = Oracle.Missing ?? (Dispatcher.Default.HasBFloat16 ? null : Training.BFloat16FactAttribute.Absent);
}
