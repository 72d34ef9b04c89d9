using ModelDsl.Runtime.Interop;

namespace ModelDsl.Runtime;

public sealed partial class Step
{
    /// <summary>
    /// The maximum of each window, [N, C, H, W] to [N, C, H', W']; H' = floor((H + 2 pad - size) / stride) + 1, or rounded up.
    /// </summary>
    public Value MaxPool(LayerName layer, Value input, Size2 size, Size2 stride, Size2? pad = null, bool ceil = false)
    {
        var p = pad ?? 0;
        try
        {
            ReadOnlySpan<long> k = [size.Height, size.Width], s = [stride.Height, stride.Width], pads = [p.Height, p.Width];
            return Own(IsBlocked(input) ? _aten.PoolMaxBlocked(Handle(input), k, s, pads, ceil)
                : Fused ? _aten.PoolMax(Handle(input), k, s, pads, ceil)
                : _aten.MaxPool2d(Handle(input), k, s, pads, NoDilation, ceil));
        }
        catch (LibTorchException e)
        {
            throw Failure(layer, e);
        }
    }

    /// <summary>
    /// <see cref="MaxPool"/>, and where each maximum was found, for <see cref="MaxPoolBackward"/> only: the shim's pooling, several times
    /// as fast as ATen's, counts the places in its own way.
    /// </summary>
    public (Value Output, Value Indices) MaxPoolWithIndices(
        LayerName layer, Value input, Size2 size, Size2 stride, Size2? pad = null, bool ceil = false)
    {
        var p = pad ?? 0;
        try
        {
            ReadOnlySpan<long> k = [size.Height, size.Width], s = [stride.Height, stride.Width], pads = [p.Height, p.Width];
            var (output, indices) = IsBlocked(input) ? _aten.PoolMaxBlockedWithPlaces(Handle(input), k, s, pads, ceil)
                : Fused ? _aten.PoolMaxWithPlaces(Handle(input), k, s, pads, ceil)
                : _aten.MaxPool2dWithIndices(Handle(input), k, s, pads, NoDilation, ceil);
            return (Own(output), Own(indices));
        }
        catch (LibTorchException e)
        {
            throw Failure(layer, e);
        }
    }

    /// <summary>
    /// The gradient of the input, of which height and width are all that is asked: each output's gradient goes to where its maximum was found.
    /// </summary>
    public Value MaxPoolBackward(
        LayerName layer, Value gradient, Value indices, int height, int width, Size2 size, Size2 stride, Size2? pad = null, bool ceil = false)
    {
        var p = pad ?? 0;
        try
        {
            ReadOnlySpan<long> k = [size.Height, size.Width], s = [stride.Height, stride.Width], pads = [p.Height, p.Width];
            if (IsBlocked(gradient)) return Own(_aten.PoolMaxBlockedBackward(Handle(gradient), [height, width], Handle(indices), k, s, pads, ceil));
            if (Fused) return Own(_aten.PoolMaxBackward(Handle(gradient), [height, width], Handle(indices), k, s, pads, ceil));
            var input = LikeInput(gradient, height, width);
            var result = Own(_aten.MaxPool2dWithIndicesBackward(Handle(gradient), Handle(input), k, s, pads, NoDilation, ceil, Handle(indices)));
            Release(input);
            return result;
        }
        catch (LibTorchException e)
        {
            throw Failure(layer, e);
        }
    }

    /// <summary>In place of the input of a pooling, that ATen wants in its backward pass: it reads only the sizes.</summary>
    private Value LikeInput(Value gradient, int height, int width)
    {
        var format = ChannelsLast && !_dispatcher.IsContiguous(Handle(gradient)) ? MemoryFormat.ChannelsLast : MemoryFormat.Contiguous;
        return Own(_aten.Empty([Size(gradient, 0), Size(gradient, 1), height, width], TypeOf(gradient), Network.Device, format));
    }
}
