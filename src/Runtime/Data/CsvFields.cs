using System.Text;
using static System.FormattableString;

namespace ModelDsl.Runtime.Data;

/// <summary>
/// The fields of a CSV file (RFC 4180: a field in quotes may hold separators, ends of lines and doubled quotes), found in its bytes and
/// left there.
/// </summary>
internal sealed class CsvFields
{
    private const byte Quote = (byte)'"';

    private readonly string _path;
    private readonly byte[] _content;
    private readonly byte _separator;
    private readonly List<int> _starts = [];
    private readonly List<int> _ends = [];
    private readonly List<int> _lines = [];
    private int _line = 1;

    public CsvFields(string path, byte[] content, char separator)
    {
        _path = path;
        _content = content;
        _separator = (byte)separator;
        int at = content.AsSpan().StartsWith(Encoding.UTF8.Preamble) ? Encoding.UTF8.Preamble.Length : 0;
        while (at < content.Length)
        {
            if (IsEndOfLine(at)) at = AfterEndOfLine(at); // an empty line holds nothing
            else at = ReadRow(at);
        }

        if (_lines.Count == 0) throw new DataFileException(path, 0, "lines of fields", "none");
    }

    /// <summary>The number of lines that hold something.</summary>
    public int Rows => _lines.Count;

    /// <summary>The number of fields of every line.</summary>
    public int Columns { get; private set; }

    /// <summary>A field as it stands in the file, with its quotes.</summary>
    public ReadOnlySpan<byte> Raw(int row, int column)
    {
        int field = row * Columns + column;
        return _content.AsSpan(_starts[field], _ends[field] - _starts[field]);
    }

    /// <summary>What a field says: without its quotes, or without the blanks around it when it has none.</summary>
    public string Text(int row, int column)
    {
        var raw = Raw(row, column);
        return raw.Length > 0 && raw[0] == Quote
            ? Encoding.UTF8.GetString(raw[1..^1]).Replace("\"\"", "\"", StringComparison.Ordinal)
            : Encoding.UTF8.GetString(raw).Trim();
    }

    public DataFileException Error(int row, int column, string expected)
    {
        var text = Text(row, column);
        return new DataFileException(
            _path, _lines[row], column + 1, _starts[row * Columns + column], expected, text.Length == 0 ? "nothing" : $"'{text}'");
    }

    /// <summary>Adds a line's fields and returns where the next line begins.</summary>
    private int ReadRow(int at)
    {
        int first = _starts.Count;
        int line = _line;
        while (true)
        {
            int end = EndOfField(at, line, _starts.Count - first + 1);
            _starts.Add(at);
            _ends.Add(end);
            at = end;
            if (at == _content.Length || IsEndOfLine(at)) break;
            at++;
        }

        int fields = _starts.Count - first;
        if (_lines.Count == 0) Columns = fields;
        else if (fields != Columns)
        {
            int column = Math.Min(fields, Columns + 1);
            throw new DataFileException(_path, line, column, _starts[first + column - 1], Invariant($"{Columns} fields, as in the first line"), Invariant($"{fields}"));
        }

        _lines.Add(line);
        return at == _content.Length ? at : AfterEndOfLine(at);
    }

    private int EndOfField(int at, int line, int column)
    {
        if (at < _content.Length && _content[at] == Quote) return EndOfQuoted(at, line, column);
        while (at < _content.Length && _content[at] != _separator && !IsEndOfLine(at)) at++;
        return at;
    }

    private int EndOfQuoted(int start, int line, int column)
    {
        for (int at = start + 1; at < _content.Length; at++)
        {
            if (_content[at] == '\n') _line++;
            if (_content[at] != Quote) continue;
            int next = at + 1;
            if (next < _content.Length && _content[next] == Quote) at++;
            else if (next == _content.Length || _content[next] == _separator || IsEndOfLine(next)) return next;
            else throw new DataFileException(_path, line, column, next, "a separator or the end of the line behind the closing quote", $"'{(char)_content[next]}'");
        }

        throw new DataFileException(_path, line, column, start, "a closing quote", "the end of the file");
    }

    private bool IsEndOfLine(int at) => _content[at] is (byte)'\n' or (byte)'\r';

    private int AfterEndOfLine(int at)
    {
        _line++;
        return at + (_content[at] == '\r' && at + 1 < _content.Length && _content[at + 1] == '\n' ? 2 : 1);
    }
}
