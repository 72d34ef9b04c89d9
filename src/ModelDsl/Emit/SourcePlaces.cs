using ModelDsl.Binding;
using ModelDsl.Text;

namespace ModelDsl.Emit;

/// <summary>The <c>#line</c> directives of layers: a debugger and a stack trace then show the `.net` file.</summary>
/// <param name="documents">A file's path as a debugger opens it.</param>
internal sealed class SourcePlaces(Func<SourceText, string> documents)
{
    private readonly Dictionary<(BoundNode, int), string> _directives = [];

    /// <param name="node">The layer.</param>
    /// <param name="indent">How far its line of code is indented: the mapping begins behind that.</param>
    public string DirectiveOf(BoundNode node, int indent)
    {
        if (_directives.TryGetValue((node, indent), out var directive)) return directive;
        var (line, column) = node.Text.PositionOf(node.Span.Start);
        var (endLine, endColumn) = node.Text.PositionOf(node.Span.End);
        directive = FormattableString.Invariant($"#line ({line},{column})-({endLine},{endColumn}) {indent} \"{documents(node.Text)}\"");
        _directives.Add((node, indent), directive);
        return directive;
    }
}
