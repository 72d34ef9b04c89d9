using ModelDsl.Runtime;
using ModelDsl.Runtime.Interop;

namespace ModelDsl.GpuCheck;

/// <summary>While it lives float32 products are of float32: TF32, which has 10 bits of fraction, would drown a wrong gradient in its own error.</summary>
internal sealed class ExactProducts : IDisposable
{
    private readonly CudaSettings _before = Dispatcher.Default.CudaSettings;

    public ExactProducts() => Dispatcher.Default.CudaSettings = _before with { TensorFloat32Convolutions = false, TensorFloat32Products = false };

    public void Dispose() => Dispatcher.Default.CudaSettings = _before;
}
