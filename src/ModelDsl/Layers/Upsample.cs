using ModelDsl.Binding;
using ModelDsl.Diagnostics;
using ModelDsl.Graphs;
using ModelDsl.Ops;

namespace ModelDsl.Layers;

/// <summary><c>upsample2(bilinear, align)</c> or <c>upsample(to 56x56)</c>: a larger map, by a factor or to a size, each value from its nearest or between its four.</summary>
public sealed class UpsampleKind : LayerKind
{
    public override string Keyword => "upsample";

    public override IReadOnlyList<string> Aliases => ["upsampling", "interpolate"];

    /// <summary>The number behind the word is no kernel but the factor.</summary>
    public override HeadParts Head => HeadParts.Kernel;

    public override string Example => "upsample2";

    public override IReadOnlyList<Option> Options => [Option.Size("to"), Option.Switch("bilinear"), Option.Switch("align")];

    public override Layer? Bind(LayerCall call, Shape input)
    {
        if (!Windows.IsImage(call, input)) return null;
        var bilinear = call.Switch("bilinear");
        var align = call.Switch("align");
        if (align && !bilinear) call.Report(Catalogue.BadOptionValue(call.PlaceOf("align"), "align", "'bilinear' beside it: the nearest value has no corners to align"));
        else if (Size(call, input) is { } size) return new Bound(Shape.Of(input.Channels, size.Height, size.Width), bilinear, align);
        return null;
    }

    private Size2? Size(LayerCall call, Shape input)
    {
        var to = call.Size("to");
        if (call.Kernel is not { } factor)
        {
            if (to is null) call.Report(Catalogue.MissingHeadPart(call.Place, Keyword, "factor, or 'to' with a size", Example));
            return to;
        }

        if (to is not null)
        {
            call.Report(Catalogue.UnwantedHeadPart(call.Place, "upsample to a size", "factor", FormattableString.Invariant($"upsample(to {to})")));
            return null;
        }

        return Windows.Multiply(call, input.Height, factor.Height) is { } height && Windows.Multiply(call, input.Width, factor.Width) is { } width
            ? new Size2(height, width)
            : null;
    }

    private sealed class Bound(Shape output, bool bilinear, bool align) : Layer(output)
    {
        public override Value Lower(Lowering lowering, Value input) => lowering.Add(new Upsample(Output, bilinear, align), input);
    }
}
