namespace ModelDsl.Runtime;

/// <summary>
/// A tensor inside one compiled pass: borrowed from a <see cref="Tensor"/> or parameter (negative <see cref="Slot"/>), or owned by the step
/// that made it. <c>default</c> is no tensor. A borrowed value does not keep its tensor alive: whoever borrows takes care of that.
/// </summary>
public readonly struct Value
{
    internal readonly nint Handle;
    internal readonly int Slot;

    internal Value(nint handle, int slot) => (Handle, Slot) = (handle, slot);

    internal const int Borrowed = -1;

    internal bool IsNone => Handle == 0;

    internal bool IsBorrowed => Slot < 0;
}
