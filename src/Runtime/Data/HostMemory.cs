using System.Diagnostics;

namespace ModelDsl.Runtime.Data;

/// <summary>The elements of a tensor on the CPU in place, for loaders and checkpoints that would otherwise copy everything twice.</summary>
internal static class HostMemory
{
    /// <summary>All elements of a contiguous tensor; valid while the tensor is.</summary>
    public static Span<T> Of<T>(Tensor tensor) where T : unmanaged
    {
        Debug.Assert(tensor.ElementType == ElementTypes.Of<T>());
        return Part<T>(tensor, 0, checked((int)tensor.Length));
    }

    /// <summary>Bytes of a contiguous tensor of any type, which may have more of them than a span can.</summary>
    public static Span<byte> Bytes(Tensor tensor, long offset, int count) => Part<byte>(tensor, offset, count);

    private static unsafe Span<T> Part<T>(Tensor tensor, long offset, int count) where T : unmanaged
    {
        Debug.Assert(tensor.Device == Device.Cpu && tensor.Dispatcher.IsContiguous(tensor.Handle));
        Debug.Assert((offset + count) * sizeof(T) <= tensor.Length * tensor.ElementType.Size());
        return new Span<T>((T*)tensor.Dispatcher.Data(tensor.Handle) + offset, count);
    }
}
