using static System.FormattableString;

namespace ModelDsl.Runtime;

public sealed partial class Step
{
    /// <summary>The mean of each channel (Lin et al. 2014): [N, C, H, W] to [N, C].</summary>
    public Value GlobalAveragePool(LayerName layer, Value input)
    {
        CheckRank(layer, input, 4, "[N, C, H, W]");
        try
        {
            return Own(_aten.Mean(Handle(input), OverPixels));
        }
        catch (LibTorchException e)
        {
            throw Failure(layer, e);
        }
    }

    /// <summary>The gradient of the input, [N, C, height, width]: the output's, spread evenly.</summary>
    public Value GlobalAveragePoolBackward(LayerName layer, Value gradient, int height, int width)
    {
        CheckRank(layer, gradient, 2, "[N, C]");
        if (height < 1 || width < 1) throw new LayerException(Network, layer, Invariant($"there is no image of {height}x{width}."));
        try
        {
            long examples = Size(gradient, 0), channels = Size(gradient, 1);
            var share = Own(_aten.DivScalar(Handle(gradient), (double)height * width));
            var pixels = Own(_aten.Reshape(Handle(share), [examples, channels, 1, 1]));
            var spread = Own(_aten.Expand(Handle(pixels), [examples, channels, height, width]));
            var result = Own(_aten.Contiguous(Handle(spread)));
            Release(share, pixels, spread);
            return result;
        }
        catch (LibTorchException e)
        {
            throw Failure(layer, e);
        }
    }
}
