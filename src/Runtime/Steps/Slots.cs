using ModelDsl.Runtime.Interop;

namespace ModelDsl.Runtime;

/// <summary>
/// The tensors one pass owns. Each gets the next slot; no slot is used twice, in this pass or in a later one of the same step, so a value
/// that was released, or that belongs to another pass, is always told from a live one. Owning and releasing are O(1) and allocate nothing
/// once the arrays have grown to the length of the pass.
/// </summary>
internal sealed class Slots(Dispatcher dispatcher)
{
    // Far below overflow, far above the values of any pass.
    private const int LastFirst = 1 << 30;

    private nint[] _handles = new nint[64];
    private bool[] _foreign = new bool[64];
    private int _first;
    private int _count;
    private int _protected;

    /// <summary>How many tensors the pass owns now.</summary>
    public int Live => _count - _handles.AsSpan(0, _count).Count((nint)0);

    /// <summary>
    /// Takes over a new tensor; 0 is no value. Foreign: its storage may belong to someone outside the pass, so it must not be written
    /// to.
    /// </summary>
    public Value Own(nint handle, bool foreign = false)
    {
        if (handle == 0) return default;
        if (_count == _handles.Length) Grow();
        int index = _count++;
        _handles[index] = handle;
        _foreign[index] = foreign;
        return new Value(handle, _first + index);
    }

    /// <summary>The value's handle, 0 for no value.</summary>
    /// <exception cref="InvalidOperationException">The value was released already, or is of another pass.</exception>
    public nint Handle(Value value)
    {
        if (value.IsNone || value.IsBorrowed) return value.Handle;
        return _handles[Index(value)];
    }

    /// <summary>Whether the pass may write to the value's storage.</summary>
    public bool MayWrite(Value value) => !value.IsBorrowed && Index(value) is var index && !_foreign[index] && index >= _protected;

    /// <summary>From here on what the pass owns can be neither written to nor released; what it owns later can.</summary>
    /// <exception cref="InvalidOperationException">Something is protected already.</exception>
    public void Protect()
    {
        if (_protected > 0) throw new InvalidOperationException("A layer of one's own is being computed; another one cannot be called within.");
        _protected = _count;
    }

    /// <summary>Whether a value is the pass's own, and was made since <see cref="Protect"/>.</summary>
    public bool IsNew(Value value) => !value.IsNone && !value.IsBorrowed && Index(value) >= _protected;

    /// <summary>Ends the protection, and releases what was made since, but for the values to keep.</summary>
    public void Unprotect(ReadOnlySpan<Value> kept)
    {
        int first = _protected;
        _protected = 0;
        for (int i = first; i < _count; i++)
        {
            if (_handles[i] == 0 || IsAmong(kept, i)) continue;
            dispatcher.Release(_handles[i]);
            _handles[i] = 0;
        }
    }

    private bool IsAmong(ReadOnlySpan<Value> values, int index)
    {
        foreach (var value in values)
        {
            if (value.Slot == _first + index) return true;
        }

        return false;
    }

    /// <summary>Gives the tensor's reference to the caller; the value is dead from here on.</summary>
    public nint Take(Value value)
    {
        int index = Index(value);
        if (index < _protected) throw new InvalidOperationException("A value that a layer of one's own was given is not its own to release.");
        _handles[index] = 0;
        return value.Handle;
    }

    public void Release(Value value)
    {
        if (value.IsNone || value.IsBorrowed) return;
        dispatcher.Release(Take(value));
    }

    /// <summary>Releases what is left and ends the pass: its values are dead from here on.</summary>
    public void Clear()
    {
        for (int i = 0; i < _count; i++)
        {
            nint handle = _handles[i];
            _handles[i] = 0;
            dispatcher.Release(handle);
        }

        _protected = 0;
        _first = _first + _count < LastFirst ? _first + _count : 0;
        _count = 0;
    }

    private int Index(Value value)
    {
        int index = value.Slot - _first;
        if ((uint)index < (uint)_count && _handles[index] == value.Handle) return index;
        throw new InvalidOperationException("A value was used after its release, or in a pass that it does not belong to.");
    }

    private void Grow()
    {
        Array.Resize(ref _handles, 2 * _handles.Length);
        Array.Resize(ref _foreign, 2 * _foreign.Length);
    }
}
