namespace ModelDsl.Runtime;

public sealed partial class Step
{
    /// <summary>
    /// The mean of each window, [N, C, H, W] to [N, C, height, width]: row i's windows begin at floor(i H / height) and end before
    /// ceil((i + 1) H / height).
    /// </summary>
    public Value AdaptiveAveragePool(LayerName layer, Value input, int height, int width)
    {
        CheckRank(layer, input, 4, "[N, C, H, W]");
        try
        {
            return Own(_aten.AdaptiveAvgPool2d(Handle(input), [height, width]));
        }
        catch (LibTorchException e)
        {
            throw Failure(layer, e);
        }
    }

    /// <summary>The gradient of the input: each output's gradient spread evenly over its window.</summary>
    public Value AdaptiveAveragePoolBackward(LayerName layer, Value gradient, Value input)
    {
        try
        {
            return Own(_aten.AdaptiveAvgPool2dBackward(Handle(gradient), Handle(input)));
        }
        catch (LibTorchException e)
        {
            throw Failure(layer, e);
        }
    }

    /// <summary>The maximum of each window, those of <see cref="AdaptiveAveragePool"/>, and where it was found.</summary>
    public (Value Output, Value Indices) AdaptiveMaxPoolWithIndices(LayerName layer, Value input, int height, int width)
    {
        CheckRank(layer, input, 4, "[N, C, H, W]");
        try
        {
            var (output, indices) = _aten.AdaptiveMaxPool2d(Handle(input), [height, width]);
            return (Own(output), Own(indices));
        }
        catch (LibTorchException e)
        {
            throw Failure(layer, e);
        }
    }

    /// <summary>The maximum of each window.</summary>
    public Value AdaptiveMaxPool(LayerName layer, Value input, int height, int width)
    {
        var (output, indices) = AdaptiveMaxPoolWithIndices(layer, input, height, width);
        Release(indices);
        return output;
    }

    /// <summary>The gradient of the input: each output's gradient goes to where its maximum was found.</summary>
    public Value AdaptiveMaxPoolBackward(LayerName layer, Value gradient, Value input, Value indices)
    {
        try
        {
            return Own(_aten.AdaptiveMaxPool2dBackward(Handle(gradient), Handle(input), Handle(indices)));
        }
        catch (LibTorchException e)
        {
            throw Failure(layer, e);
        }
    }
}
