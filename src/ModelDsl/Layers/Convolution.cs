using ModelDsl.Diagnostics;
using ModelDsl.Graphs;

namespace ModelDsl.Layers;

/// <summary>
/// <c>conv3-64/2(pad 1, groups 2, dilation 2, valid, exact, bias no, linear, init normal 0.01)</c>: a convolution that keeps its input's size at stride 1
/// unless told otherwise, as the VGG paper's do.
/// </summary>
public sealed class ConvolutionKind : LayerKind
{
    public override string Keyword => "conv";

    public override IReadOnlyList<string> Aliases => ["conv2d", "convolution"];

    public override LayerRole Role => LayerRole.Weighted;

    public override HeadParts Head => HeadParts.Kernel | HeadParts.Width | HeadParts.Stride;

    public override HeadParts RequiredHead => HeadParts.Kernel | HeadParts.Width;

    public override string Example => "conv3-64";

    public override IReadOnlyList<Option> Options => ConvolutionLayer.OptionsWith(Option.Count("groups"));

    public override Layer? Bind(LayerCall call, Shape input)
    {
        if (!Windows.IsImage(call, input)) return null;
        var groups = call.Count("groups", 1);
        if (input.Channels % groups == 0 && call.Width % groups == 0) return ConvolutionLayer.Bind(call, input, call.Width, groups);
        call.Report(Catalogue.GroupsDoNotDivide(call.PlaceOf("groups"), groups, input.Channels, call.Width));
        return null;
    }
}
