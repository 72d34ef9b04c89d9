using ModelDsl.Runtime.Interop;

namespace ModelDsl.Runtime;

public sealed partial class Step
{
    /// <summary>The mean of each window, [N, C, H, W] to [N, C, H', W'], the padding counting as zeros, or excluded.</summary>
    public Value AveragePool(
        LayerName layer, Value input, Size2 size, Size2 stride, Size2? pad = null, bool ceil = false, bool excludePad = false)
    {
        var p = pad ?? 0;
        try
        {
            ReadOnlySpan<long> k = [size.Height, size.Width], s = [stride.Height, stride.Width], pads = [p.Height, p.Width];
            return Own(IsBlocked(input) ? _aten.PoolMeanBlocked(Handle(input), k, s, pads, ceil, !excludePad)
                : _aten.AvgPool2d(Handle(input), k, s, pads, ceil, countIncludePad: !excludePad));
        }
        catch (LibTorchException e)
        {
            throw Failure(layer, e);
        }
    }

    /// <summary>The gradient of the input, of which height and width are all that is asked: each output's gradient spread evenly over its window.</summary>
    public Value AveragePoolBackward(
        LayerName layer, Value gradient, int height, int width, Size2 size, Size2 stride, Size2? pad = null, bool ceil = false,
        bool excludePad = false)
    {
        var p = pad ?? 0;
        try
        {
            ReadOnlySpan<long> k = [size.Height, size.Width], s = [stride.Height, stride.Width], pads = [p.Height, p.Width];
            if (IsBlocked(gradient)) return Own(_aten.PoolMeanBlockedBackward(Handle(gradient), [height, width], k, s, pads, ceil, !excludePad));
            var input = LikeInput(gradient, height, width);
            var result = Own(_aten.AvgPool2dBackward(Handle(gradient), Handle(input), k, s, pads, ceil, countIncludePad: !excludePad));
            Release(input);
            return result;
        }
        catch (LibTorchException e)
        {
            throw Failure(layer, e);
        }
    }
}
