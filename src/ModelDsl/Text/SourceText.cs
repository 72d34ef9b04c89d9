namespace ModelDsl.Text;

/// <summary>The text of one `.net` file with its project-relative path; turns offsets into lines and columns.</summary>
public sealed class SourceText
{
    private readonly int[] _lineStarts;

    public SourceText(string path, string content)
    {
        Path = path;
        Content = content;
        _lineStarts = FindLineStarts(content);
    }

    /// <summary>As messages print it: relative to the project, with forward slashes (`models/vgg.net`).</summary>
    public string Path { get; }

    public string Content { get; }

    public int LineCount => _lineStarts.Length;

    /// <summary>Line and column (from 1) of an offset; an offset past the end is the end.</summary>
    public LinePosition PositionOf(int offset)
    {
        offset = Math.Max(0, Math.Min(offset, Content.Length));
        var line = Array.BinarySearch(_lineStarts, offset);
        if (line < 0) line = ~line - 1;
        return new LinePosition(line + 1, offset - _lineStarts[line] + 1);
    }

    /// <summary>The line of a span's first character, from 1.</summary>
    public int LineOf(SourceSpan span) => PositionOf(span.Start).Line;

    /// <summary>The characters of a span.</summary>
    public string this[SourceSpan span] => Content.Substring(span.Start, span.Length);

    private static int[] FindLineStarts(string text)
    {
        var starts = new List<int> { 0 };
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '\n' || (text[i] == '\r' && (i + 1 == text.Length || text[i + 1] != '\n'))) starts.Add(i + 1);
        }

        return starts.ToArray();
    }
}
