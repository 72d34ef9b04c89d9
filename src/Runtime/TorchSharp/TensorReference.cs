using System.Runtime.InteropServices;
using ModelDsl.Runtime.Interop;
using TorchSharp;

namespace ModelDsl.Runtime.TorchSharp;

/// <summary>
/// What a tensor's handle stands for here: a tensor of TorchSharp's, and how many references there are to it. It belongs to no dispose scope; the last
/// reference disposes it. What never changes about it is asked once.
/// </summary>
internal sealed class TensorReference
{
    private static long s_live;

    private readonly torch.Tensor _tensor;
    private GCHandle<TensorReference> _handle;
    private int _references = 1;
    private long[]? _sizes;
    private long[]? _strides;
    private nint _data;

    private TensorReference(torch.Tensor tensor) => _tensor = tensor;

    /// <summary>How many tensors there are handles of.</summary>
    public static long Live => Interlocked.Read(ref s_live);

    public torch.Tensor Tensor => _tensor;

    public long[] Sizes => _sizes ??= _tensor.shape;

    public long[] Strides => _strides ??= _tensor.stride();

    /// <summary>The address of the first element; 0 where there is none.</summary>
    /// <exception cref="LibTorchException">The tensor is not on the CPU: TorchSharp gives no addresses of a GPU's memory.</exception>
    public nint Data => _data != 0 ? _data : _data = FindData();

    /// <summary>Takes over a tensor of TorchSharp's; the handle is the first reference.</summary>
    public static nint Own(torch.Tensor tensor)
    {
        tensor.DetachFromDisposeScope();
        var reference = new TensorReference(tensor);
        Interlocked.Increment(ref s_live);
        reference._handle = new GCHandle<TensorReference>(reference);
        return GCHandle<TensorReference>.ToIntPtr(reference._handle);
    }

    /// <exception cref="ObjectDisposedException">The handle is 0, that of no tensor.</exception>
    public static TensorReference Of(nint handle)
    {
        ObjectDisposedException.ThrowIf(handle == 0, typeof(Tensor));
        return GCHandle<TensorReference>.FromIntPtr(handle).Target;
    }

    public void Retain() => Interlocked.Increment(ref _references);

    public void Release()
    {
        if (Interlocked.Decrement(ref _references) > 0) return;
        Interlocked.Decrement(ref s_live);
        _handle.Dispose();
        _tensor.Dispose();
    }

    // Of a view of one element, for bytes wants its tensor contiguous and shorter than 2 GB.
    private nint FindData()
    {
        if (_tensor.device_type != global::TorchSharp.DeviceType.CPU)
            throw new LibTorchException($"TorchSharp gives no address of a tensor on {_tensor.device}; copy it to the CPU first.");
        if (Sizes.AsSpan().Contains(0)) return 0;
        using var first = _tensor.as_strided([1], [1], _tensor.storage_offset());
        return First(first.bytes);
    }

    private static unsafe nint First(Span<byte> bytes)
    {
        fixed (byte* first = bytes) return (nint)first;
    }
}
