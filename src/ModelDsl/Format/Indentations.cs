using ModelDsl.Syntax;
using ModelDsl.Text;

namespace ModelDsl.Format;

/// <summary>
/// How far lines are indented: what stands in a block or net by 4 more than its heading, all else by nothing. The lines that a statement goes on in keep their
/// distance from its first.
/// </summary>
internal sealed class Indentations
{
    private const int Step = 4;

    private readonly List<FormattedLine> _lines;
    private readonly SourceText _text;

    private Indentations(List<FormattedLine> lines, SourceText text)
    {
        _lines = lines;
        _text = text;
    }

    public static void Set(List<FormattedLine> lines, FileSyntax file, SourceText text)
    {
        var indentations = new Indentations(lines, text);
        foreach (var use in file.Uses) indentations.Begin(use, 0);
        foreach (var definition in file.Definitions)
        {
            indentations.Begin(definition, 0);
            indentations.Body(definition.Body, definition is BlockSyntax ? Step : 0);
        }

        indentations.FollowStatements();
        indentations.FollowComments();
    }

    private void Begin(SyntaxNode node, int indentation)
    {
        var line = _lines[_text.LineOf(node.Span) - 1];
        line.Node = node;
        line.Indentation = indentation;
    }

    private void Body(EquatableArray<StatementSyntax> body, int indentation)
    {
        foreach (var statement in body)
        {
            Begin(statement, indentation);
            if (statement is NetStatement net) Body(net.Body, indentation + Step);
        }
    }

    private void FollowStatements()
    {
        FormattedLine? first = null;
        foreach (var line in _lines)
        {
            if (line.Node is not null) first = line;
            else if (first is not null && !line.IsComment) line.Indentation = Math.Max(first.Indentation, first.Indentation + line.Written - first.Written);
        }
    }

    /// <summary>
    /// A comment stands as the line below it, or as the statement above it where that is deeper and it was indented deeper than the one below: at the end of a body.
    /// </summary>
    private void FollowComments()
    {
        FormattedLine? next = null;
        var above = new FormattedLine?[_lines.Count];
        FormattedLine? last = null;
        for (var i = 0; i < _lines.Count; i++)
        {
            above[i] = last;
            if (_lines[i].Node is not null) last = _lines[i];
        }

        for (var i = _lines.Count - 1; i >= 0; i--)
        {
            var line = _lines[i];
            if (!line.IsComment)
            {
                if (!line.IsBlank) next = line;
                continue;
            }

            var below = next?.Indentation ?? 0;
            line.Indentation = line.Written > (next?.Written ?? 0) ? Math.Max(below, above[i]?.Indentation ?? 0) : below;
        }
    }
}
