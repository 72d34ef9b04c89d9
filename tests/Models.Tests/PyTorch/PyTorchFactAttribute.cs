namespace ModelDsl.Models.Tests.PyTorch;

/// <summary>A test that compares with PyTorch; reported as skipped, with what to install, where there is none.</summary>
public sealed class PyTorchFactAttribute : FactAttribute
{
    public PyTorchFactAttribute() => Skip = Oracle.Missing;
}
