using ModelDsl.Syntax;
using ModelDsl.Text;

namespace ModelDsl.Format;

/// <summary>
/// The bars of rows one below the other: of all rows of a table, and of figures and constants in lines side by side. A row of one cell spans all columns, and
/// its bars stand where it ends.
/// </summary>
internal static class Cells
{
    public static void Align(List<FormattedLine> lines, FileSyntax file, SourceText text)
    {
        foreach (var definition in file.Definitions)
        {
            var rows = definition.Body.Where(statement => statement is RowStatement && IsOneLine(statement, text)).Select(row => LineOf(lines, row, text));
            Align(rows.ToArray());
            foreach (var group in SideBySide(definition.Body, text)) Align(group.Select(statement => LineOf(lines, statement, text)).ToArray());
        }
    }

    /// <summary>Figures, and likewise constants, in lines without another between them.</summary>
    private static IEnumerable<List<StatementSyntax>> SideBySide(IEnumerable<StatementSyntax> body, SourceText text)
    {
        var groups = new List<List<StatementSyntax>>();
        StatementSyntax? last = null;
        foreach (var statement in body.Where(statement => statement is ExpectStatement or ConstantStatement && IsOneLine(statement, text)))
        {
            var follows = last is not null && last.GetType() == statement.GetType() && text.LineOf(statement.Span) == text.LineOf(last.Span) + 1;
            if (!follows) groups.Add([]);
            groups[groups.Count - 1].Add(statement);
            last = statement;
        }

        return groups;
    }

    private static FormattedLine LineOf(List<FormattedLine> lines, SyntaxNode node, SourceText text) => lines[text.LineOf(node.Span) - 1];

    private static bool IsOneLine(SyntaxNode node, SourceText text) => text.PositionOf(node.Span.End).Line == text.LineOf(node.Span);

    private static void Align(IReadOnlyList<FormattedLine> lines)
    {
        var rows = lines.Select(line => (Line: line, Cells: Split(line.Code))).Where(row => row.Cells.Count > 3).ToArray();
        if (rows.Length == 0) return;
        var widths = new int[rows.Max(row => row.Cells.Count)];
        foreach (var (_, cells) in rows)
        {
            for (var i = 0; i < cells.Count; i++) widths[i] = Math.Max(widths[i], cells[i].Length);
        }

        foreach (var (line, cells) in rows)
        {
            // Before the first bar stands nothing or a figure's name, behind the last nothing.
            var inner = cells.Skip(1).Take(cells.Count - 2).Select((cell, i) => cell.PadRight(widths[i + 1]));
            line.Code = $"{(widths[0] == 0 ? "" : cells[0].PadRight(widths[0]) + " ")}| {string.Join(" | ", inner)} |";
        }
    }

    /// <summary>What stands between a line's bars, those in brackets left alone.</summary>
    private static List<string> Split(string code)
    {
        var cells = new List<string>();
        var (start, depth) = (0, 0);
        for (var i = 0; i < code.Length; i++)
        {
            if (code[i] is '(' or '[') depth++;
            else if (code[i] is ')' or ']') depth--;
            else if (code[i] == '|' && depth == 0)
            {
                cells.Add(code.Substring(start, i - start).Trim());
                start = i + 1;
            }
        }

        cells.Add(code.Substring(start).Trim());
        return cells;
    }
}
