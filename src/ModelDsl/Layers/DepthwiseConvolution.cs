using ModelDsl.Graphs;

namespace ModelDsl.Layers;

/// <summary>
/// <c>dwconv3/2(multiplier 1)</c>: a convolution of each channel by itself, Chollet 2017 and Howard et al. 2017; it gives as many channels as it
/// gets, or a multiple.
/// </summary>
public sealed class DepthwiseConvolutionKind : LayerKind
{
    public override string Keyword => "dwconv";

    public override IReadOnlyList<string> Aliases => ["depthwise", "depthwiseconv"];

    public override LayerRole Role => LayerRole.Weighted;

    public override HeadParts Head => HeadParts.Kernel | HeadParts.Stride;

    public override HeadParts RequiredHead => HeadParts.Kernel;

    public override string Example => "dwconv3/2";

    public override IReadOnlyList<Option> Options => ConvolutionLayer.OptionsWith(Option.Count("multiplier"));

    public override Layer? Bind(LayerCall call, Shape input)
    {
        if (!Windows.IsImage(call, input)) return null;
        return Windows.Multiply(call, input.Channels, call.Count("multiplier", 1)) is { } width
            ? ConvolutionLayer.Bind(call, input, width, groups: input.Channels)
            : null;
    }
}
