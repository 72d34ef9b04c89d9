using System.Text;
using ModelDsl.Syntax;
using ModelDsl.Text;

namespace ModelDsl.Format;

/// <summary>
/// The one way to lay out a `.net` file: bodies indented by 4, one blank around arrows, bars and signs, the bars of a table one below the other. Comments and
/// blank lines stay where they are, and so do line breaks. What is formatted already stays as it is.
/// </summary>
public static class Formatter
{
    /// <summary>The file formatted, newlines '\n'; one with syntax errors as it is.</summary>
    public static string Format(SourceText text)
    {
        var parsed = Parser.Parse(text);
        if (parsed.Diagnostics.Count > 0) return text.Content;
        var lines = Lines(text);
        Indentations.Set(lines, parsed.File, text);
        var spacing = new Spacing();
        foreach (var line in lines) line.Code = spacing.Of(line.Code, line.Node);
        Cells.Align(lines, parsed.File, text);
        var result = new StringBuilder();
        foreach (var line in lines) result.Append(line.ToString()).Append('\n');
        return result.ToString().TrimEnd('\n') is { Length: > 0 } content ? content + "\n" : "";
    }

    private static List<FormattedLine> Lines(SourceText text)
    {
        var lines = new List<FormattedLine>();
        var content = text.Content;
        for (var start = 0; start < content.Length;)
        {
            var end = Scan.LineEnd(content, start);
            lines.Add(new FormattedLine(content.Substring(start, end - start)));
            start = end + (Scan.At(content, end) == '\r' && Scan.At(content, end + 1) == '\n' ? 2 : 1);
        }

        return lines;
    }
}
