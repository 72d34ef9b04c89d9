namespace ModelDsl.Models.Tests.PyTorch;

/// <summary><see cref="PyTorchFactAttribute"/> for rows.</summary>
public sealed class PyTorchTheoryAttribute : TheoryAttribute
{
    public PyTorchTheoryAttribute() => Skip = Oracle.Missing;
}
