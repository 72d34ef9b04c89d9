using ModelDsl.Binding;
using ModelDsl.Text;

namespace ModelDsl.Emit;

/// <summary>The <c>#line</c> directives of a model's layers: a debugger and a stack trace then show the `.net` file.</summary>
internal sealed class SourcePlaces(SourceText text, string documentPath)
{
    /// <summary>Statements of a pass stand two levels deep, and the mapping begins behind their indent.</summary>
    private const int Indent = 8;

    private readonly Dictionary<LayerNode, string> _directives = [];

    public string DirectiveOf(LayerNode layer)
    {
        if (_directives.TryGetValue(layer, out var directive)) return directive;
        var (line, column) = text.PositionOf(layer.Span.Start);
        var (endLine, endColumn) = text.PositionOf(layer.Span.End);
        directive = FormattableString.Invariant($"#line ({line},{column})-({endLine},{endColumn}) {Indent} \"{documentPath}\"");
        _directives.Add(layer, directive);
        return directive;
    }
}
