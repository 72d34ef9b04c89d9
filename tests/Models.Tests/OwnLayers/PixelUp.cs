using ModelDsl.Runtime;

namespace ModelDsl.Models.Tests.OwnLayers;

/// <summary>Shi et al. 2016: channels become pixels.</summary>
[NetLayer("pixel-up", Options = "factor = 2", Shape = "c x h x w -> c/(factor*factor) x h*factor x w*factor")]
internal static class PixelUp
{
    internal static Value Forward(Step step, LayerName layer, Value x, int factor) => step.Call(layer, "aten::pixel_shuffle", x, factor);

    internal static Value Backward(Step step, LayerName layer, Value gradient, int factor) => step.Call(layer, "aten::pixel_unshuffle", gradient, factor);
}
