using ModelDsl.Diagnostics;
using ModelDsl.Graphs;
using ModelDsl.Layers;
using ModelDsl.Syntax;
using ModelDsl.Text;

namespace ModelDsl.Binding;

/// <summary>The shortcuts of residuals that follow from the shapes: <c>auto</c> and <c>pad</c>.</summary>
internal static class Shortcuts
{
    /// <summary>
    /// The identity where input and body agree; else <c>auto</c> is conv1-(channels)/stride -> bn (He et al. 2015, option B) and <c>pad</c> every
    /// stride-th pixel with channels of zeros (option A).
    /// </summary>
    public static BoundPlace? Bind(Place place, IReadOnlyList<Shape> inputs, IReadOnlyList<BoundPlace?> bound, ICollection<Diagnostic> diagnostics)
    {
        if (place.Role == PlaceRole.AutoNormalisation)
        {
            var before = bound[place.Inputs[0]]!;
            if (before.Alias is not null) return before;
            return new BoundPlace(inputs[0]) { Layer = place.Kind!.Bind(Call(place, null, null, diagnostics), inputs[0]) };
        }

        var (from, to) = (inputs[0], inputs[1]);
        if (from.Equals(to)) return new BoundPlace(from) { Alias = place.Inputs[0] };
        if (Stride(from, to) is not { } stride)
        {
            diagnostics.Add(Catalogue.NoAutomaticShortcut(place.Span, from, to));
            return null;
        }

        if (place.Role == PlaceRole.PadShortcut)
        {
            if (to.Channels >= from.Channels) return new BoundPlace(to) { Layer = new PadShortcutLayer(to, stride) };
            diagnostics.Add(Catalogue.NoAutomaticShortcut(place.Span, from, to));
            return null;
        }

        var layer = place.Kind!.Bind(Call(place, to.Channels, stride, diagnostics), from);
        return layer is null ? null : new BoundPlace(layer.Output) { Layer = layer };
    }

    /// <summary>Where a residual's shortcut begins, to be named in a message; null where it has none of its own.</summary>
    public static int? LineOf(Place residual, IReadOnlyList<Place> places, SourceText text) =>
        residual.Ends[1] && residual.Inputs[1] >= 0 ? text.LineOf(places[residual.Inputs[1]].Span) : null;

    /// <summary>The stride with which a window of one pixel makes one size of the other.</summary>
    private static int? Stride(Shape from, Shape to)
    {
        if (!from.IsImage || !to.IsImage) return null;
        for (var stride = 1; stride <= from.Height; stride++)
        {
            if ((from.Height - 1) / stride + 1 == to.Height && (from.Width - 1) / stride + 1 == to.Width) return stride;
        }

        return null;
    }

    private static LayerCall Call(Place place, int? width, int? stride, ICollection<Diagnostic> diagnostics)
    {
        var span = place.Span;
        var syntax = place.Syntax with
        {
            Kernel = width is null ? null : new DimensionsSyntax(span, new([1L])),
            Width = width is { } channels ? new DimensionsSyntax(span, new([(long)channels])) : null,
            Stride = stride is { } step ? new DimensionsSyntax(span, new([(long)step])) : null,
        };
        var options = new Dictionary<string, OptionSyntax>(StringComparer.Ordinal);
        if (width is not null) options.Add("bias", new OptionSyntax(span, null, new([new WordValue(span, "no")])));
        return new LayerCall(syntax, place.Written, options, diagnostics);
    }
}
