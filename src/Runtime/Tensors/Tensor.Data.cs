using ModelDsl.Runtime.Interop;

namespace ModelDsl.Runtime;

// Making tensors, and moving elements in and out.
public partial class Tensor
{
    /// <summary>A tensor of the given sizes that holds a copy of the data, in row-major order.</summary>
    /// <exception cref="ShapeMismatchException">The sizes do not multiply to the number of elements.</exception>
    /// <exception cref="NotSupportedException">A tensor cannot hold <typeparamref name="T"/>.</exception>
    public static Tensor From<T>(ReadOnlySpan<T> data, ReadOnlySpan<long> sizes, Device device = default) where T : unmanaged =>
        new(Dispatcher.Default, Copy(Dispatcher.Default, data, sizes, device));

    /// <summary>A tensor of zeros.</summary>
    public static Tensor Zeros(ReadOnlySpan<long> sizes, ElementType elementType = ElementType.Float32, Device device = default)
    {
        var tensor = Empty(sizes, elementType, device);
        tensor.Dispatcher.Aten.ZeroInPlace(tensor.Handle);
        return tensor;
    }

    /// <summary>A tensor whose elements are not set.</summary>
    public static Tensor Empty(ReadOnlySpan<long> sizes, ElementType elementType = ElementType.Float32, Device device = default) =>
        new(Dispatcher.Default, Dispatcher.Default.Aten.Empty(sizes, elementType, device));

    /// <summary>Writes the elements to the destination in row-major order.</summary>
    /// <exception cref="ArgumentException">The destination is shorter than <see cref="Length"/>.</exception>
    /// <exception cref="InvalidOperationException">The elements are of another type than <typeparamref name="T"/>.</exception>
    public unsafe void CopyTo<T>(Span<T> destination) where T : unmanaged
    {
        CheckHolds<T>();
        if (destination.Length < Length)
            throw new ArgumentException($"The destination has room for {destination.Length} of {Length} elements.", nameof(destination));
        var plain = Plain();
        try
        {
            new ReadOnlySpan<T>((void*)Dispatcher.Data(plain), checked((int)Length)).CopyTo(destination);
        }
        finally
        {
            Dispatcher.Release(plain);
        }
    }

    /// <summary>The elements in row-major order, as a new array.</summary>
    /// <exception cref="InvalidOperationException">The elements are of another type than <typeparamref name="T"/>.</exception>
    public T[] ToArray<T>() where T : unmanaged
    {
        CheckHolds<T>();
        var array = GC.AllocateUninitializedArray<T>(checked((int)Length));
        CopyTo(array.AsSpan());
        return array;
    }

    /// <summary>Overwrites the elements, given in row-major order.</summary>
    /// <exception cref="ArgumentException">The source has not exactly <see cref="Length"/> elements.</exception>
    /// <exception cref="InvalidOperationException">The elements are of another type than <typeparamref name="T"/>.</exception>
    public unsafe void CopyFrom<T>(ReadOnlySpan<T> source) where T : unmanaged
    {
        CheckHolds<T>();
        if (source.Length != Length)
            throw new ArgumentException($"The source has {source.Length} elements, the tensor {Length}.", nameof(source));
        if (Device == Device.Cpu && Dispatcher.IsContiguous(Handle))
        {
            source.CopyTo(new Span<T>((void*)Dispatcher.Data(Handle), source.Length));
        }
        else
        {
            Span<long> sizes = stackalloc long[Rank];
            CopySizes(sizes);
            var copy = Copy(Dispatcher, source, sizes, Device.Cpu);
            try
            {
                Dispatcher.Aten.CopyInPlace(Handle, copy);
            }
            finally
            {
                Dispatcher.Release(copy);
            }
        }

        GC.KeepAlive(this);
    }

    /// <summary>A copy with elements of another type, rounded towards zero where it holds integers.</summary>
    public Tensor To(ElementType elementType) => Made(Dispatcher.Aten.ToCopy(Handle, type: elementType));

    /// <summary>A copy on another device.</summary>
    /// <exception cref="LibTorchException">libtorch cannot reach that device.</exception>
    public Tensor To(Device device) => Made(Dispatcher.Aten.ToCopy(Handle, device: device));

    public Tensor Clone() => Made(Dispatcher.Aten.Clone(Handle));

    /// <summary>The only element, as a float.</summary>
    /// <exception cref="InvalidOperationException">There is not exactly one element.</exception>
    public unsafe float Item()
    {
        if (Length != 1) throw new InvalidOperationException($"Item is for a tensor of one element; this one has {Length}.");
        if (Device == Device.Cpu && ElementType == ElementType.Float32)
        {
            var value = *(float*)Dispatcher.Data(Handle);
            GC.KeepAlive(this);
            return value;
        }

        using var converted = Made(Dispatcher.Aten.ToCopy(Handle, ElementType.Float32, Device.Cpu));
        return *(float*)converted.Dispatcher.Data(converted.Handle);
    }

    /// <summary>A new handle of a tensor on the device with a copy of the data.</summary>
    private protected static unsafe nint Copy<T>(Dispatcher dispatcher, ReadOnlySpan<T> data, ReadOnlySpan<long> sizes, Device device)
        where T : unmanaged
    {
        var type = ElementTypes.Of<T>();
        var length = 1L;
        foreach (var size in sizes)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(size, nameof(sizes));
            length = checked(length * size);
        }

        if (length != data.Length)
        {
            throw new ShapeMismatchException(
                nameof(data), $"{length} elements for the sizes {ShapeMismatchException.Format(sizes)}", [data.Length]);
        }

        var handle = dispatcher.Aten.Empty(sizes, type, Device.Cpu);
        data.CopyTo(new Span<T>((void*)dispatcher.Data(handle), data.Length));
        if (device == Device.Cpu) return handle;
        try
        {
            return dispatcher.Aten.ToCopy(handle, device: device);
        }
        finally
        {
            dispatcher.Release(handle);
        }
    }

    /// <summary>
    /// From here on the elements lie in memory of the host that a GPU reads by itself, several times as fast: for nobody else to use meanwhile. Whether
    /// there is such memory; where there is none, nothing changes.
    /// </summary>
    internal bool TryPin()
    {
        nint plain = Handle;
        try
        {
            _handle = Dispatcher.Aten.PinMemory(plain);
        }
        catch (LibTorchException)
        {
            return false;
        }

        Dispatcher.Release(plain);
        return true;
    }

    /// <summary>The elements as a new handle on the CPU, row-major.</summary>
    private nint Plain()
    {
        var aten = Dispatcher.Aten;
        if (Device == Device.Cpu)
        {
            var contiguous = aten.Contiguous(Handle);
            GC.KeepAlive(this);
            return contiguous;
        }

        var local = aten.ToCopy(Handle, device: Device.Cpu);
        GC.KeepAlive(this);
        try
        {
            return aten.Contiguous(local);
        }
        finally
        {
            Dispatcher.Release(local);
        }
    }

    private Tensor Made(nint handle)
    {
        GC.KeepAlive(this);
        return new Tensor(Dispatcher, handle);
    }

    private void CheckHolds<T>() where T : unmanaged
    {
        var asked = ElementTypes.Of<T>();
        if (asked != ElementType)
            throw new InvalidOperationException($"The tensor holds {ElementType}, not {asked}; convert it first: To(ElementType.{asked}).");
    }
}
