using ModelDsl.Runtime.Interop;
using static System.FormattableString;

namespace ModelDsl.Runtime;

public sealed partial class Step
{
    /// <summary>The mean of each channel (Lin et al. 2014): [N, C, H, W] to [N, C].</summary>
    public Value GlobalAveragePool(LayerName layer, Value input)
    {
        if (!IsBlocked(input)) CheckRank(layer, input, 4, "[N, C, H, W]");
        try
        {
            var mean = Own(_aten.Mean(Handle(input), OverPixels, type: Network.ElementType));
            if (!IsBlocked(input)) return mean;
            var result = Own(_aten.View(Handle(mean), [Size(mean, 0), Size(mean, 1) * Size(mean, 2)]));
            Release(mean);
            return result;
        }
        catch (LibTorchException e)
        {
            throw Failure(layer, e);
        }
    }

    /// <summary>The gradient of the input, [N, C, height, width]: the output's, spread evenly.</summary>
    /// <param name="layer">The layer's name.</param>
    /// <param name="gradient">[N, C]</param>
    /// <param name="height">Of the input.</param>
    /// <param name="width">Of the input.</param>
    /// <param name="blocked">Whether the input lay in blocks.</param>
    public Value GlobalAveragePoolBackward(LayerName layer, Value gradient, int height, int width, bool blocked = false)
    {
        CheckRank(layer, gradient, 2, "[N, C]");
        if (height < 1 || width < 1) throw new LayerException(Network, layer, Invariant($"there is no image of {height}x{width}."));
        try
        {
            long examples = Size(gradient, 0), channels = Size(gradient, 1);
            long block = _dispatcher.Block;
            bool inBlocks = blocked && Blocks;
            var part = Own(_aten.DivScalar(Handle(gradient), (double)height * width));
            bool channelsLast = blocked && ChannelsLast;
            var share = (inBlocks || channelsLast) && Reduced ? Own(_aten.ToCopy(Handle(part), ElementType.BFloat16)) : Share(part);
            var pixels = Own(_aten.Reshape(Handle(share), inBlocks ? [examples, channels / block, 1, 1, block] : [examples, channels, 1, 1]));
            var spread = Own(_aten.Expand(Handle(pixels), inBlocks ? [examples, channels / block, height, width, block] : [examples, channels, height, width]));
            var result = Own(_aten.Contiguous(Handle(spread), channelsLast ? MemoryFormat.ChannelsLast : MemoryFormat.Contiguous));
            Release(part, share, pixels, spread);
            return result;
        }
        catch (LibTorchException e)
        {
            throw Failure(layer, e);
        }
    }
}
