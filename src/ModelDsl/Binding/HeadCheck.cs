using ModelDsl.Diagnostics;
using ModelDsl.Layers;
using ModelDsl.Syntax;
using ModelDsl.Text;

namespace ModelDsl.Binding;

/// <summary>Whether a layer's head names a kind and has the parts that this kind takes.</summary>
internal static class HeadCheck
{
    /// <summary>The kind a layer names; reports an unknown one.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="others">What else the name could be meant as: blocks, nets, values.</param>
    /// <param name="own">The layers that classes of the project declare.</param>
    /// <param name="text">The file.</param>
    /// <param name="diagnostics">Where to report.</param>
    public static LayerKind? Resolve(LayerSyntax layer, IEnumerable<string> others, OwnLayers own, SourceText text, ICollection<Diagnostic> diagnostics)
    {
        if (LayerRegistry.Find(layer.Name.Text) is { } kind) return kind;
        if (own.Find(layer.Name.Text) is { } declared)
        {
            if (!declared.IsBroken) return declared;
            diagnostics.Add(Catalogue.BrokenOwnLayer(layer.Head, declared.Keyword, declared.ClassName));
            return null;
        }

        var written = text[layer.Head];
        var suggestion = LayerRegistry.Suggest(layer.Name.Text) is { } keyword ? keyword + written.Substring(layer.Name.Text.Length) : null;
        suggestion ??= Spelling.Closest(layer.Whole, own.Keywords.Concat(others));
        diagnostics.Add(Catalogue.UnknownLayer(layer.Head, written, suggestion));
        return null;
    }

    /// <summary>
    /// The use with all of its head as its name, where a layer of the project is called so: <c>lstm-peephole</c> is then no lstm whose width is a name.
    /// </summary>
    public static LayerSyntax Named(LayerSyntax layer, OwnLayers own) => layer.Reference is { } reference && own.Find(reference) is not null
        ? layer with { Name = new Identifier(layer.Head, reference), Kernel = null, Width = null }
        : layer;

    /// <summary>Reports the first part too many or missing.</summary>
    public static bool IsRight(LayerKind kind, LayerSyntax layer, ICollection<Diagnostic> diagnostics)
    {
        foreach (var (part, name, written, most) in new (HeadParts, string, SizeSyntax?, int)[]
        {
            (HeadParts.Kernel, "kernel", layer.Kernel, 2), (HeadParts.Width, "width", layer.Width, 1), (HeadParts.Stride, "stride", layer.Stride, 2),
        })
        {
            if (written is not null && ((kind.Head & part) == 0 || written.Literal.Count > most))
            {
                diagnostics.Add(Catalogue.UnwantedHeadPart(layer.Head, kind.Keyword, (kind.Head & part) == 0 ? name : $"{name} of {written.Literal.Count} sizes", kind.Example));
                return false;
            }

            if (written is null && (kind.RequiredHead & part) != 0)
            {
                diagnostics.Add(Catalogue.MissingHeadPart(layer.Head, kind.Keyword, name, kind.Example));
                return false;
            }

            if (written is not null && written.Literal.Any(s => s > int.MaxValue))
            {
                diagnostics.Add(Catalogue.TooLarge(written.Span, $"the {name}", string.Join("x", written.Literal)));
                return false;
            }
        }

        return true;
    }
}
