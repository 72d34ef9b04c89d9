using System.Text;
using ModelDsl.Syntax;

namespace ModelDsl.Format;

/// <summary>
/// Blanks between the tokens of lines, one line behind the other: a line may go on in the brackets of those before it. Where a blank has a meaning, as before
/// options and repeats, it stays as it is.
/// </summary>
internal sealed class Spacing
{
    private const string Signs = "()[],|=+*";

    private readonly Stack<char> _open = new();
    private bool _isLoss;

    /// <summary>The line's code, spaced.</summary>
    /// <param name="code">The code.</param>
    /// <param name="node">What begins in the line, or null.</param>
    public string Of(string code, SyntaxNode? node)
    {
        var result = new StringBuilder();
        var isLoss = node is LossStatement || (node is null && _isLoss);
        _isLoss = isLoss;
        string? before = null;
        for (var position = 0; position < code.Length;)
        {
            var start = Scan.Blanks(code, position);
            var end = TokenEnd(code, start, before);
            var token = code.Substring(start, end - start);
            if (before is not null && HasBlank(before, token, start > position, isLoss)) result.Append(' ');
            result.Append(token);
            if (token is "(" or "[") _open.Push(token[0]);
            else if (token is ")" or "]") _open.Pop();
            before = token;
            position = end;
        }

        return result.ToString();
    }

    private bool InBranches => _open.Count > 0 && _open.Peek() == '[';

    private int TokenEnd(string code, int start, string? before)
    {
        if (code[start] == '"') return Scan.Quoted(code, start);
        if (Scan.IsArrow(code, start)) return start + 2;
        if (Signs.IndexOf(code[start]) >= 0) return start + 1;
        if (code[start] == '-' && InBranches && before is ")" or "]") return start + 1;
        var end = start;
        while (end < code.Length && Signs.IndexOf(code[end]) < 0 && !Scan.IsBlank(code[end]) && !Scan.IsArrow(code, end)) end++;
        return end;
    }

    private bool HasBlank(string before, string token, bool written, bool isLoss)
    {
        if (token == "," || before == "(" || token == ")") return false;
        if (before is "," or "[" or "->" or "|" or "=" || token is "]" or "->" or "|" or "=") return true;
        if (InBranches && (IsOperator(before) || IsOperator(token))) return true;
        return isLoss && _open.Count == 0 && (before == "+" || token == "+") || written;
    }

    private static bool IsOperator(string token) => token is "+" or "-" or "*";
}
