using static System.FormattableString;

namespace ModelDsl.Runtime;

// Values in, out, shared and released.
public sealed partial class Step
{
    /// <summary>A tensor from outside, borrowed for this pass. Later in the same pass it is never written to.</summary>
    /// <exception cref="ObjectDisposedException">The tensor was disposed.</exception>
    /// <exception cref="ArgumentException">The tensor is on another device, or of another element type, than the network.</exception>
    /// <exception cref="ShapeMismatchException">There is no example in it.</exception>
    public Value Input(Tensor tensor, string name)
    {
        ArgumentNullException.ThrowIfNull(tensor, name);
        CheckDevice(tensor, name);
        if (tensor.ElementType != Network.ElementType)
            throw new ArgumentException(OtherType(name, tensor), name);
        CheckNotEmpty(tensor, name);
        return Borrow(tensor);
    }

    /// <summary>
    /// Tokens from outside, borrowed for this pass. That they are below the vocabulary is seen where they are looked up, by <see cref="Embedding"/>.
    /// </summary>
    /// <exception cref="ObjectDisposedException">The tensor was disposed.</exception>
    /// <exception cref="ArgumentException">The tensor is on another device than the network, or not of Int64.</exception>
    /// <exception cref="ShapeMismatchException">There is no example in it.</exception>
    public Value Tokens(Tensor tensor, string name)
    {
        ArgumentNullException.ThrowIfNull(tensor, name);
        CheckDevice(tensor, name);
        if (tensor.ElementType != ElementType.Int64)
            throw new ArgumentException($"{Network.Name} takes tokens, Int64, but its {name} is {tensor.ElementType}.", name);
        CheckNotEmpty(tensor, name);
        return Borrow(tensor);
    }

    /// <summary>The target of a training step, borrowed for this pass: as many examples as the input has.</summary>
    /// <exception cref="ObjectDisposedException">The tensor was disposed.</exception>
    /// <exception cref="ArgumentException">
    /// The target is on another device than the network, or, if not labels, of another element type.
    /// </exception>
    /// <exception cref="ShapeMismatchException">The numbers of examples differ.</exception>
    public Value Target(Tensor target, Value input)
    {
        ArgumentNullException.ThrowIfNull(target);
        CheckDevice(target, "target");
        if (target is not Labels && target.ElementType != Network.ElementType)
            throw new ArgumentException(OtherType("target", target), nameof(target));
        long examples = Size(input, 0);
        if (target.Rank < 1 || target.Size(0) != examples)
            throw new ShapeMismatchException($"{Network.Name}.target", Invariant($"{examples} examples, as the input has"), target.Sizes);
        return Borrow(target);
    }

    /// <summary>A second reference to a value's tensor, owned by the step; to keep a user's tensor alive in the activations.</summary>
    public Value Share(Value value) => _slots.Own(_dispatcher.Retain(Handle(value)), foreign: !_slots.MayWrite(value));

    /// <summary>A second reference for someone who takes it over but must not write to it: a block, whose caller still needs the value.</summary>
    public Value Lend(Value value) => _slots.Own(_dispatcher.Retain(Handle(value)), foreign: true);

    /// <summary>Releases a value of this step. Nothing for a borrowed one and for none.</summary>
    /// <exception cref="InvalidOperationException">The value was released before.</exception>
    public void Release(Value value) => _slots.Release(value);

    /// <inheritdoc cref="Release(Value)"/>
    public void Release(Value first, Value second)
    {
        _slots.Release(first);
        _slots.Release(second);
    }

    /// <inheritdoc cref="Release(Value)"/>
    public void Release(Value first, Value second, Value third)
    {
        Release(first, second);
        _slots.Release(third);
    }

    /// <inheritdoc cref="Release(Value)"/>
    public void Release(Value first, Value second, Value third, Value fourth)
    {
        Release(first, second);
        Release(third, fourth);
    }

    /// <summary>A scalar as a number: the loss, the last of a pass. What the pass has learned is put into effect.</summary>
    public float Read(Value scalar)
    {
        ApplyUpdates();
        if (_recording is not null)
        {
            _recording.Keep(TakeOrCopy(scalar));
            return float.NaN;
        }

        return _learns && !Network.ReadsLoss ? float.NaN : Number(scalar);
    }

    private unsafe float Number(Value scalar)
    {
        nint handle = Handle(scalar);
        if (Network.Device == Device.Cpu && Network.ElementType == ElementType.Float32) return *(float*)_dispatcher.Data(handle);
        var converted = Own(_aten.ToCopy(handle, ElementType.Float32, Device.Cpu));
        float result = *(float*)_dispatcher.Data(Handle(converted));
        Release(converted);
        return result;
    }

    /// <summary>
    /// Takes a value out of the step as a tensor of the user's. One that shares its storage with a tensor from outside is copied.
    /// </summary>
    public Tensor<TShape> Return<TShape>(Value value) where TShape : IShape
    {
        nint handle = TakeOrCopy(value);
        return Tensor<TShape>.Own(_dispatcher, handle, $"{Network.Name}.output");
    }

    private void CheckNotEmpty(Tensor tensor, string name)
    {
        if (tensor.Rank < 1 || tensor.Size(0) < 1)
            throw new ShapeMismatchException($"{Network.Name}.{name}", "at least one example", tensor.Sizes);
    }

    private string OtherType(string name, Tensor tensor) =>
        $"{Network.Name} computes in {Network.ElementType}, but its {name} is {tensor.ElementType}.";

    private void CheckDevice(Tensor tensor, string name)
    {
        tensor.ThrowIfDisposed();
        if (tensor.Device != Network.Device)
            throw new ArgumentException($"{Network.Name} is on {Network.Device}, but its {name} is on {tensor.Device}.", name);
    }
}
