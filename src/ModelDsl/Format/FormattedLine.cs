using ModelDsl.Syntax;

namespace ModelDsl.Format;

/// <summary>A line on its way to its form: indentation, code and comment apart.</summary>
internal sealed class FormattedLine
{
    private const int TabWidth = 4;

    private readonly string _gap = "";
    private readonly string _comment = "";

    public FormattedLine(string text)
    {
        var start = 0;
        while (start < text.Length && Scan.IsBlank(text[start]))
        {
            if (text[start] != '\uFEFF') Written += text[start] == '\t' ? TabWidth - (Written % TabWidth) : 1;
            start++;
        }

        var comment = CommentStart(text, start);
        var end = comment;
        while (end > start && Scan.IsBlank(text[end - 1])) end--;
        Code = text.Substring(start, end - start);
        if (comment == text.Length) return;
        _gap = Code.Length == 0 ? "" : new string(' ', Math.Max(1, comment - end));
        _comment = text.Substring(comment).TrimEnd();
    }

    /// <summary>The columns before the first character as written.</summary>
    public int Written { get; }

    /// <summary>The columns that belong there.</summary>
    public int Indentation { get; set; }

    public string Code { get; set; }

    /// <summary>The statement, heading or 'use' that begins in the line.</summary>
    public SyntaxNode? Node { get; set; }

    public bool IsBlank => Code.Length == 0 && _comment.Length == 0;

    public bool IsComment => Code.Length == 0 && _comment.Length > 0;

    public override string ToString() => IsBlank ? "" : new string(' ', Indentation) + Code + _gap + _comment;

    private static int CommentStart(string text, int start)
    {
        for (var i = start; i < text.Length; i++)
        {
            if (text[i] == '#') return i;
            if (text[i] == '"') i = Scan.Quoted(text, i) - 1;
        }

        return text.Length;
    }
}
