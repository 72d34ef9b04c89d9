using ModelDsl.Runtime.Interop;

namespace ModelDsl.Runtime;

/// <summary>
/// A tensor of libtorch. Whoever holds one disposes it; the finalizer is a safety net, and its use is counted (<see cref="Finalized"/>).
/// </summary>
public partial class Tensor : IDisposable
{
    private nint _handle;

    /// <summary>Takes over the handle's reference.</summary>
    internal Tensor(Dispatcher dispatcher, nint handle)
    {
        Dispatcher = dispatcher;
        _handle = handle;
        ElementType = dispatcher.ElementType(handle);
        Device = dispatcher.Device(handle);
        Rank = dispatcher.Rank(handle);
        Length = dispatcher.Length(handle);
    }

    ~Tensor()
    {
        if (_handle == 0) return;
        Dispatcher.CountFinalized();
        Dispatcher.Release(_handle);
        ReleasePacked();
    }

    /// <summary>Tensors that the garbage collector had to free because nobody disposed them.</summary>
    public static long Finalized => Dispatcher.Default.FinalizedTensors;

    public Dispatcher Dispatcher { get; }

    public ElementType ElementType { get; }

    public Device Device { get; }

    /// <summary>The number of dimensions.</summary>
    public int Rank { get; }

    /// <summary>The number of elements.</summary>
    public long Length { get; }

    public bool IsDisposed => _handle == 0;

    /// <summary>
    /// libtorch's handle: borrowed, so keep the tensor alive (GC.KeepAlive) while it is in use. Ask again after a training step: a parameter's
    /// may be another one then.
    /// </summary>
    /// <exception cref="ObjectDisposedException">The tensor is disposed.</exception>
    public nint Handle
    {
        get
        {
            ThrowIfDisposed();
            if (_form is { } form) BecomePlain(form);
            return _handle;
        }
    }

    /// <summary>Its type as C# writes it; .NET's own name of a generic type is a line of assemblies and versions.</summary>
    private protected virtual string TypeName => GetType().Name;

    internal void ThrowIfDisposed()
    {
        if (IsDisposed) throw new ObjectDisposedException(TypeName);
    }

    /// <summary>The sizes, as a new array.</summary>
    public long[] Sizes
    {
        get
        {
            var sizes = new long[Rank];
            CopySizes(sizes);
            return sizes;
        }
    }

    /// <summary>The size of one dimension; negative ones count from the end.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such dimension.</exception>
    public long Size(int dimension)
    {
        var index = dimension < 0 ? dimension + Rank : dimension;
        if (index < 0 || index >= Rank)
            throw new ArgumentOutOfRangeException(nameof(dimension), dimension, $"The tensor has {Rank} dimensions.");
        Span<long> sizes = stackalloc long[Rank];
        CopySizes(sizes);
        return sizes[index];
    }

    /// <summary>Writes the sizes to the first <see cref="Rank"/> elements, without allocating.</summary>
    public void CopySizes(Span<long> sizes)
    {
        ThrowIfDisposed();
        Dispatcher.Sizes(_handle, sizes);
        GC.KeepAlive(this);
    }

    /// <summary>Frees the tensor's memory, unless another tensor or a pass that is under way shares it. Further calls do nothing.</summary>
    public void Dispose()
    {
        var handle = Interlocked.Exchange(ref _handle, 0);
        if (handle != 0)
        {
            Dispatcher.Release(handle);
            ReleasePacked();
        }

        GC.SuppressFinalize(this);
    }

    /// <summary>The tensor as a borrowed value of a compiled pass; the pass must keep the tensor alive.</summary>
    public static implicit operator Value(Tensor tensor) => new(tensor.Handle, Value.Borrowed);
}
