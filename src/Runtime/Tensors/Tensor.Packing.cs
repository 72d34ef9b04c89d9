namespace ModelDsl.Runtime;

// A layer's weight, its gradient and what an optimiser keeps for it lie packed, as the kernels read them, for as long as nobody looks.
public partial class Tensor
{
    // One for all: it is held while something is packed, which is seldom, and for a look otherwise.
    private static readonly Lock Gate = new();

    // Only of tensors that somebody packs, or asks the version of.
    private Form? _form;

    /// <summary>Grows whenever the elements may have changed: whoever was given <see cref="Handle"/> can have written to them.</summary>
    internal long Version => Interlocked.Read(ref FormOf().Version);

    /// <summary>The groups of the convolution whose kernels it is packed for.</summary>
    internal int Groups => FormOf().Groups;

    /// <summary>The elements in their own order, to read from: what is packed stays valid.</summary>
    internal nint PlainToRead
    {
        get
        {
            ThrowIfDisposed();
            if (_form is { } form && Volatile.Read(ref form.IsStale)) Unpack(form, forWriting: false);
            return _handle;
        }
    }

    /// <summary>
    /// The elements packed for a convolution of so many groups, or for a fully connected layer, to read from: a reference for the caller to
    /// release. Any number of threads may ask at once.
    /// </summary>
    /// <param name="groups">The convolution's.</param>
    /// <param name="alone">The elements in their own order are forgotten, as by <see cref="PackedToWrite"/>, which will follow.</param>
    internal nint RetainPacked(int groups, bool alone = false)
    {
        lock (Gate)
        {
            var form = Pack(groups);
            if (alone && !form.IsStale) Forget(form);
            return Dispatcher.Retain(form.Handle);
        }
    }

    /// <summary>The same to write to, borrowed. The elements in their own order are forgotten until somebody asks for them.</summary>
    internal nint PackedToWrite(int groups)
    {
        lock (Gate)
        {
            var form = Pack(groups);
            if (!form.IsStale) Forget(form);
            Interlocked.Increment(ref form.Version);
            return form.Handle;
        }
    }

    /// <summary>Zeros of this tensor's sizes that lie packed as one of its gradients does, and in no other form.</summary>
    internal Tensor ZerosPackedAs(nint gradient)
    {
        nint one = Dispatcher.Aten.Empty([1], ElementType, Device);
        var result = new Tensor(Dispatcher, Dispatcher.Aten.Expand(one, Sizes));
        Dispatcher.Release(one);
        result._form = new Form { Handle = Dispatcher.Aten.ZerosLike(gradient), Groups = Groups, IsStale = true };
        return result;
    }

    /// <summary>From here on the elements lie channels last. For nobody else to use meanwhile.</summary>
    internal void LayChannelsLast()
    {
        nint plain = Handle;
        _handle = Dispatcher.Aten.Contiguous(plain, Interop.MemoryFormat.ChannelsLast);
        Dispatcher.Release(plain);
    }

    /// <summary>What <see cref="Handle"/> gives can be written to: what is packed goes.</summary>
    private void BecomePlain(Form form)
    {
        Interlocked.Increment(ref form.Version);
        if (Volatile.Read(ref form.Handle) != 0) Unpack(form, forWriting: true);
    }

    private Form FormOf() => _form ?? Interlocked.CompareExchange(ref _form, new Form(), null) ?? _form;

    private Form Pack(int groups)
    {
        ThrowIfDisposed();
        var form = FormOf();
        if (form.Handle != 0 && form.Groups == groups) return form;
        UnpackLocked(form, forWriting: true);
        form.Groups = groups;
        form.Handle = Dispatcher.Aten.PackWeight(_handle, groups);
        return form;
    }

    /// <summary>Frees the memory of the plain elements; one number under their sizes is what stays of them.</summary>
    private void Forget(Form form)
    {
        Span<long> sizes = stackalloc long[Rank];
        CopySizes(sizes);
        nint one = Dispatcher.Aten.Empty([1], ElementType, Device);
        nint view = Dispatcher.Aten.Expand(one, sizes);
        Dispatcher.Release(one);
        Dispatcher.Release(_handle);
        _handle = view;
        form.IsStale = true;
    }

    private void Unpack(Form form, bool forWriting)
    {
        lock (Gate) UnpackLocked(form, forWriting);
    }

    private void UnpackLocked(Form form, bool forWriting)
    {
        if (form.Handle == 0) return;
        if (form.IsStale)
        {
            Span<long> sizes = stackalloc long[Rank];
            CopySizes(sizes);
            nint plain = Dispatcher.Aten.UnpackWeight(form.Handle, sizes, form.Groups);
            Dispatcher.Release(_handle);
            _handle = plain;
            form.IsStale = false;
        }

        if (!forWriting) return;
        Dispatcher.Release(form.Handle);
        form.Handle = 0;
    }

    private void ReleasePacked()
    {
        if (_form is not { } form) return;
        Dispatcher.Release(form.Handle);
        form.Handle = 0;
        form.IsStale = false;
    }

    private sealed class Form
    {
        // 0 where nothing is packed.
        public nint Handle;

        public int Groups;

        // The plain elements are not those of the packed ones.
        public bool IsStale;

        public long Version;
    }
}
