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
            return Own(_aten.AvgPool2d(
                Handle(input), [size.Height, size.Width], [stride.Height, stride.Width], [p.Height, p.Width], ceil, !excludePad));
        }
        catch (LibTorchException e)
        {
            throw Failure(layer, e);
        }
    }

    /// <summary>The gradient of the input: each output's gradient spread evenly over its window.</summary>
    public Value AveragePoolBackward(
        LayerName layer, Value gradient, Value input, Size2 size, Size2 stride, Size2? pad = null, bool ceil = false,
        bool excludePad = false)
    {
        var p = pad ?? 0;
        try
        {
            return Own(_aten.AvgPool2dBackward(
                Handle(gradient), Handle(input), [size.Height, size.Width], [stride.Height, stride.Width], [p.Height, p.Width],
                ceil, countIncludePad: !excludePad));
        }
        catch (LibTorchException e)
        {
            throw Failure(layer, e);
        }
    }
}
