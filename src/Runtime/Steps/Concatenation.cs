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
            // Whole blocks of channels stand behind each other.
            if (IsBlocked(gradient)) (start, length) = (start / _dispatcher.Block, length / _dispatcher.Block);
            if (start < 0 || length < 1 || start + length > Size(gradient, axis))
                throw Mismatch(layer, Invariant($"{start + length} or more along axis {axis}"), gradient);
            var part = Own(_aten.Slice(Handle(gradient), axis, start, start + length));
            var result = Own(_aten.Clone(Handle(part)));
            Release(part);
            return result;
        }
        catch (LibTorchException e)
        {
            throw Failure(layer, e);
        }
    }
}
