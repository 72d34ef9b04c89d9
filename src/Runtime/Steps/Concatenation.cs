using static System.FormattableString;

namespace ModelDsl.Runtime;

public sealed partial class Step
{
    /// <summary>Values one behind the other along an axis of the tensors: 1 for the channels of [N, C, H, W].</summary>
    /// <exception cref="LayerException">The other axes do not agree.</exception>
    public Value Concatenate(LayerName layer, int axis, params ReadOnlySpan<Value> inputs)
    {
        Span<nint> handles = stackalloc nint[inputs.Length];
        for (int i = 0; i < inputs.Length; i++) handles[i] = Handle(inputs[i]);
        try
        {
            return Own(_aten.Cat(handles, axis));
        }
        catch (LibTorchException e)
        {
            throw Failure(layer, e);
        }
    }

    /// <summary>
    /// The gradient of one of the inputs: its part of the result's, from a start on along the axis. A copy, so that either may be overwritten.
    /// </summary>
    /// <exception cref="LayerException">The part reaches beyond the gradient.</exception>
    public Value ConcatenateBackward(LayerName layer, Value gradient, int axis, int start, int length)
    {
        try
        {
            var part = PartOf(layer, gradient, axis, start, length);
            var result = Own(_aten.Clone(Handle(part)));
            Release(part);
            return result;
        }
        catch (LibTorchException e)
        {
            throw Failure(layer, e);
        }
    }

    /// <summary>Another gradient of one of the inputs and <see cref="ConcatenateBackward"/>'s, which is not copied; reuse as in <see cref="Add"/>.</summary>
    /// <exception cref="LayerException">The part reaches beyond the gradient, or is not of the other one's sizes.</exception>
    public Value AddPart(LayerName layer, Value other, Value gradient, int axis, int start, int length, bool reuse = false)
    {
        try
        {
            var part = PartOf(layer, gradient, axis, start, length);
            CheckSameSizes(layer, other, part);
            var sum = Add(layer, other, part, reuse);
            Release(part);
            return sum;
        }
        catch (LibTorchException e)
        {
            throw Failure(layer, e);
        }
    }

    /// <summary>A part along an axis, where it lies.</summary>
    private Value PartOf(LayerName layer, Value whole, int axis, int start, int length)
    {
        // Whole blocks of channels stand behind each other.
        if (IsBlocked(whole)) (start, length) = (start / _dispatcher.Block, length / _dispatcher.Block);
        if (start < 0 || length < 1 || start + length > Size(whole, axis))
            throw Mismatch(layer, Invariant($"{start + length} or more along axis {axis}"), whole);
        return Own(_aten.Slice(Handle(whole), axis, start, start + length));
    }
}
