using System.Globalization;
using System.Security;
using System.Text;
using ModelDsl.Runtime.Data;
using ModelDsl.Runtime.Training;
using static System.FormattableString;

namespace ModelDsl.Runtime.Watching;

/// <summary>
/// A page of HTML in one file: pictures are in it, and it asks for nothing else. It is well-formed XML too, and follows the reader's choice of light or dark.
/// </summary>
/// <param name="title">What stands above it.</param>
public sealed class HtmlPage(string title)
{
    private readonly StringBuilder _body = new();

    public HtmlPage Heading(string text) => Add($"<h2>{Escape(text)}</h2>\n");

    public HtmlPage Paragraph(string text) => Add($"<p>{Escape(text)}</p>\n");

    /// <summary>Text as it is, in letters of one width.</summary>
    public HtmlPage Preformatted(string text) => Add($"<pre>{Escape(text)}</pre>\n");

    /// <summary>A table; columns of numbers are flush right.</summary>
    /// <param name="headers">The columns' names; none for a table of names and values.</param>
    /// <param name="rows">Its cells.</param>
    public HtmlPage Table(IReadOnlyList<string> headers, IReadOnlyList<IReadOnlyList<string>> rows)
    {
        ArgumentNullException.ThrowIfNull(headers);
        ArgumentNullException.ThrowIfNull(rows);
        var numbers = Enumerable.Range(0, headers.Count).Select(column => rows.All(row => IsNumber(row[column]))).ToList();
        _body.Append("<div class=\"wide\"><table>\n");
        if (headers.Count > 0) _body.Append($"<tr>{string.Concat(headers.Select((header, column) => Cell("th", header, numbers[column])))}</tr>\n");
        foreach (var row in rows)
            _body.Append($"<tr>{string.Concat(row.Select((cell, column) => Cell(headers.Count == 0 && column == 0 ? "th" : "td", cell, headers.Count > 0 && numbers[column])))}</tr>\n");
        return Add("</table></div>\n");
    }

    /// <summary>Which class was taken for which: rows are the true classes, the darker a cell the larger its part of the row.</summary>
    /// <param name="table">The counts.</param>
    /// <param name="names">The classes' names; their numbers when not given.</param>
    public HtmlPage Confusion(ConfusionTable table, IReadOnlyList<string>? names = null)
    {
        ArgumentNullException.ThrowIfNull(table);
        var classes = Enumerable.Range(0, table.Classes).ToList();
        _body.Append("<div class=\"wide\"><table class=\"confusion\">\n<tr><th>true \\ predicted</th>");
        foreach (int predicted in classes) _body.Append(Invariant($"<th class=\"number\">{predicted}</th>"));
        _body.Append("<th class=\"number\">recall %</th></tr>\n");
        foreach (int label in classes)
        {
            long all = classes.Sum(predicted => table[label, predicted]);
            _body.Append($"<tr><th>{Escape(Name(label, names))}</th>");
            foreach (int predicted in classes) _body.Append(CountCell(table[label, predicted], all, isRight: label == predicted));
            _body.Append($"<td class=\"number\">{Percent(table.Recall(label))}</td></tr>\n");
        }

        _body.Append("<tr><th>precision %</th>");
        foreach (int predicted in classes) _body.Append($"<td class=\"number\">{Percent(table.Precision(predicted))}</td>");
        return Add($"<td class=\"number\"><b>{Percent(table.Accuracy)}</b></td></tr>\n</table></div>\n");
    }

    /// <summary>Pictures with their names below; small ones are enlarged.</summary>
    public HtmlPage Pictures(IEnumerable<NamedPicture> pictures)
    {
        ArgumentNullException.ThrowIfNull(pictures);
        const int Small = 96;
        _body.Append("<div class=\"pictures\">\n");
        foreach (var (name, picture) in pictures)
        {
            var png = Convert.ToBase64String(PngFile.Encode(picture.Pixels, picture.Height, picture.Width, picture.Channels));
            int scale = Math.Max(1, Small / Math.Max(picture.Height, picture.Width));
            var size = Invariant($"width=\"{scale * picture.Width}\" height=\"{scale * picture.Height}\"");
            _body.Append(Invariant($"<figure><img alt=\"{Escape(name)}\" {size} src=\"data:image/png;base64,{png}\"/><figcaption>{Escape(name)}</figcaption></figure>\n"));
        }

        return Add("</div>\n");
    }

    /// <summary>The page as text.</summary>
    public override string ToString() => $"""
        <!DOCTYPE html>
        <html lang="en" xmlns="http://www.w3.org/1999/xhtml">
        <head>
        <meta charset="utf-8"/>
        <meta name="viewport" content="width=device-width, initial-scale=1"/>
        <title>{Escape(title)}</title>
        <style>
        {HtmlStyle.Sheet}
        </style>
        </head>
        <body>
        <h1>{Escape(title)}</h1>
        {_body}</body>
        </html>

        """.ReplaceLineEndings("\n");

    /// <summary>Writes the page to a file, whose folder is made: beside it first, then renamed, so that there is a whole page at any time.</summary>
    public void Save(string path)
    {
        var full = Path.GetFullPath(path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        var temporary = $"{full}.tmp";
        File.WriteAllText(temporary, ToString());
        File.Move(temporary, full, overwrite: true);
    }

    internal HtmlPage Charts(IEnumerable<LineChart> charts)
    {
        _body.Append("<div class=\"charts\">\n");
        foreach (var chart in charts)
        {
            _body.Append(Invariant($"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {LineChart.Width} {LineChart.Height}\" width=\"{LineChart.Width}\" height=\"{LineChart.Height}\">\n"));
            chart.Write(_body, 0, 0);
            _body.Append("</svg>\n");
        }

        return Add("</div>\n");
    }

    private HtmlPage Add(string html)
    {
        _body.Append(html);
        return this;
    }

    private static string Cell(string element, string text, bool isNumber) => $"<{element}{(isNumber ? " class=\"number\"" : "")}>{Escape(text)}</{element}>";

    private static string CountCell(long count, long all, bool isRight)
    {
        if (count == 0) return "<td class=\"number none\">.</td>";
        // What is rare must be seen too: one wrong in a hundred is a tenth of the colour.
        var shade = Invariant($"{Math.Sqrt((double)count / all):0.###}");
        return Invariant($"<td class=\"number {(isRight ? "right" : "wrong")}\" style=\"--part: {shade}\">{count}</td>");
    }

    private static string Name(int label, IReadOnlyList<string>? names) =>
        names is null || names[label] == Invariant($"{label}") ? Invariant($"{label}") : Invariant($"{label} {names[label]}");

    private static string Percent(double part) => double.IsNaN(part) ? "-" : Invariant($"{100 * part:0.0}");

    private static bool IsNumber(string text) => text.Length == 0 || double.TryParse(text.TrimEnd('%', ' '), NumberStyles.Float | NumberStyles.AllowThousands, CultureInfo.InvariantCulture, out _);

    /// <summary>Without what XML has no place for.</summary>
    private static string Escape(string text) => SecurityElement.Escape(string.Concat(text.Where(letter => letter is '\n' or '\t' || !char.IsControl(letter))));
}
