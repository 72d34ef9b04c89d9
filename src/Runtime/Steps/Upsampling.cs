namespace ModelDsl.Runtime;

public sealed partial class Step
{
    /// <summary>
    /// [N, C, H, W] to [N, C, height, width]: each value the nearest one's, or bilinear between the four around it. Aligned, the corners'
    /// centres fall together, else the maps' edges.
    /// </summary>
    public Value Upsample(LayerName layer, Value input, int height, int width, bool bilinear = false, bool align = false)
    {
        CheckRank(layer, input, 4, "[N, C, H, W]");
        try
        {
            ReadOnlySpan<long> size = [height, width];
            return Own(bilinear
                ? _aten.UpsampleBilinear2d(Handle(input), size, align)
                : _aten.UpsampleNearest2d(Handle(input), size));
        }
        catch (LibTorchException e)
        {
            throw Failure(layer, e);
        }
    }

    /// <summary>The gradient of the input, [N, C, height, width]: each value's is the sum of what came of it.</summary>
    public Value UpsampleBackward(LayerName layer, Value gradient, int height, int width, bool bilinear = false, bool align = false)
    {
        CheckRank(layer, gradient, 4, "[N, C, H, W]");
        try
        {
            ReadOnlySpan<long> size = [Size(gradient, 2), Size(gradient, 3)];
            ReadOnlySpan<long> input = [Size(gradient, 0), Size(gradient, 1), height, width];
            return Own(bilinear
                ? _aten.UpsampleBilinear2dBackward(Handle(gradient), size, input, align)
                : _aten.UpsampleNearest2dBackward(Handle(gradient), size, input));
        }
        catch (LibTorchException e)
        {
            throw Failure(layer, e);
        }
    }
}
