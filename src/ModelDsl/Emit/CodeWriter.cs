using System.Text;

namespace ModelDsl.Emit;

/// <summary>Writes indented C# with '\n' newlines, the same on every machine.</summary>
internal sealed class CodeWriter
{
    private readonly StringBuilder _text = new(16 * 1024);
    private int _depth;

    /// <summary>How many blanks stand before the next line.</summary>
    public int Indent => _depth * 4;

    public CodeWriter Line(string line = "")
    {
        if (line.Length > 0) _text.Append(' ', Indent).Append(line);
        _text.Append('\n');
        return this;
    }

    /// <summary>A line at the left edge: a directive.</summary>
    public CodeWriter Directive(string line)
    {
        _text.Append(line).Append('\n');
        return this;
    }

    public CodeWriter Open(string header)
    {
        if (header.Length > 0) Line(header);
        Line("{");
        _depth++;
        return this;
    }

    /// <summary>A bracket on a line of its own, and what it closes with.</summary>
    public CodeWriter OpenWith(string bracket)
    {
        Line(bracket);
        _depth++;
        return this;
    }

    public CodeWriter CloseWith(string bracket)
    {
        _depth--;
        return Line(bracket);
    }

    public CodeWriter Close(string after = "")
    {
        _depth--;
        return Line("}" + after);
    }

    public override string ToString() => _text.ToString();
}
