namespace ModelDsl.Runtime;

// A convolution's weight, its gradient and what an optimiser keeps for it lie packed, as the kernels read them, for as long as nobody looks.
public partial class Tensor
{
    // One for all: it is held while something is packed, which is seldom, and for a look otherwise.
    private static readonly Lock Gate = new();

    private nint _packed;
    private long _version;
    private int _groups;
    private bool _isStale;

    /// <summary>Grows whenever the elements may have changed: whoever was given <see cref="Handle"/> can have written to them.</summary>
    internal long Version => Interlocked.Read(ref _version);

    /// <summary>The groups of the convolution whose kernels it is packed for.</summary>
    internal int Groups => _groups;

    /// <summary>
    /// The elements packed for a convolution of so many groups, to read from: a reference for the caller to release. Any number of threads may
    /// ask at once.
    /// </summary>
    internal nint RetainPacked(int groups)
    {
        lock (Gate)
        {
            Pack(groups);
            return Dispatcher.Retain(_packed);
        }
    }

    /// <summary>The same to write to, borrowed. The elements in their own order are forgotten until somebody asks for them.</summary>
    internal nint PackedToWrite(int groups)
    {
        lock (Gate)
        {
            Pack(groups);
            if (!_isStale) Forget();
            Interlocked.Increment(ref _version);
            return _packed;
        }
    }

    /// <summary>The elements in their own order, to read from: what is packed stays valid.</summary>
    internal nint PlainToRead
    {
        get
        {
            ThrowIfDisposed();
            if (Volatile.Read(ref _packed) != 0) Unpack(forWriting: false);
            return _handle;
        }
    }

    private void Pack(int groups)
    {
        ThrowIfDisposed();
        if (_packed != 0 && _groups == groups) return;
        if (_packed != 0) UnpackLocked(forWriting: true);
        _groups = groups;
        _packed = Dispatcher.Aten.PackWeight(_handle, groups);
    }

    /// <summary>Frees the memory of the plain elements; one zero under their sizes is what stays of them.</summary>
    private void Forget()
    {
        Span<long> sizes = stackalloc long[Rank];
        CopySizes(sizes);
        nint zero = Dispatcher.Aten.Empty([1], ElementType, Device);
        nint view = Dispatcher.Aten.Expand(zero, sizes);
        Dispatcher.Release(zero);
        Dispatcher.Release(_handle);
        _handle = view;
        _isStale = true;
    }

    private void Unpack(bool forWriting)
    {
        lock (Gate) UnpackLocked(forWriting);
    }

    private void UnpackLocked(bool forWriting)
    {
        if (_packed == 0) return;
        if (_isStale)
        {
            Span<long> sizes = stackalloc long[Rank];
            CopySizes(sizes);
            nint plain = Dispatcher.Aten.UnpackWeight(_packed, sizes, _groups);
            Dispatcher.Release(_handle);
            _handle = plain;
            _isStale = false;
        }

        if (!forWriting) return;
        Dispatcher.Release(_packed);
        _packed = 0;
    }

    private void ReleasePacked()
    {
        Dispatcher.Release(_packed);
        _packed = 0;
        _isStale = false;
    }
}
