using ModelDsl.Diagnostics;
using ModelDsl.Layers;
using ModelDsl.Text;

namespace ModelDsl.Syntax;

/// <content>The usual slips in blocks, branches, residuals and the statements about values.</content>
internal static partial class Mistakes
{
    /// <summary><c>block b(n):</c>, <c>net n(3)</c>, <c>block b(n: 3)</c>.</summary>
    private static Diagnostic? Headings(Mistake m)
    {
        if (m.Keyword == Keywords.Block && m.Is(Expectations.ParameterEnd) && m.First == ':') return Fixed(m, "write 'name = value'");
        if (m.Is(Expectations.Parameter) && m.First == ')' && m.At.Text(m.At.Last) == "(") return Fixed(m, "a block without parameters has no parentheses");
        if (!m.Is(Expectations.LineEnd) && !m.Is(Expectations.ParametersOrEnd)) return null;
        if (m.First == ':') return Fixed(m, "the lines below belong to the heading because they are indented deeper");
        return m.Keyword == Keywords.Net && m.First == '(' ? Fixed(m, "a net has no parameters; a block has") : null;
    }

    /// <summary><c>input left gray</c>: sizes are missing, and the word before them may be a name.</summary>
    private static Diagnostic? SizesMissing(Mistake m)
    {
        if (!m.Is(Expectations.InputSizes) || !Scan.IsNameStart(m.First)) return null;
        var behind = Scan.Blanks(m.Text, m.Span.End);
        if (Keywords.IsColour(m.Found)) return SizeGrammar.Begins(m.Text, behind) ? Fixed(m, "the colour stands behind the sizes") : null;
        if (behind >= m.Text.Length || Scan.IsNewline(m.Text[behind])) return Catalogue.Incomplete(m.Span, m.Expected, m.Found, "line");
        var next = SourceSpan.FromBounds(behind, Scan.Token(m.Text, behind));
        if (m.Text[behind] is not ('=' or ':')) return Catalogue.Unexpected(next, m.Expected, m.At.Text(next));
        var value = Scan.Blanks(m.Text, next.End);
        return Catalogue.EqualsSign(next, m.At.Text(next), $"{m.Found} {m.Text.Substring(value, Scan.Token(m.Text, value) - value)}");
    }

    /// <summary><c>residual(bn, auto)</c>, <c>residual(shortcut auto, bn)</c>, <c>residual(bn shortcut auto)</c>.</summary>
    private static Diagnostic? Shortcuts(Mistake m)
    {
        const string Order = "the shortcut stands behind the body and a comma: residual(BODY, shortcut auto)";
        if (m.Is(Expectations.Shortcut))
        {
            if (m.Found is "auto" or "pad") return Fixed(m, $"write 'shortcut {m.Found}'");
            return Scan.IsNameStart(m.First) && Spelling.Closest(m.Found.ToLowerInvariant(), [ResidualGrammar.Shortcut]) is not null ? Fixed(m, "did you mean 'shortcut'?") : null;
        }

        var behindShortcut = IsShortcut(m.At.Text(m.At.Last));
        if (m.First is '=' or ':' && behindShortcut) return Catalogue.EqualsSign(m.Span, m.Found, "shortcut auto");
        if (m.Is(Expectations.ResidualEnd) && (behindShortcut || IsShortcut(m.Found))) return Fixed(m, Order);
        return null;
    }

    private static bool IsShortcut(string word) => word.Equals(ResidualGrammar.Shortcut, StringComparison.OrdinalIgnoreCase);

    /// <summary><c>[ a, b ]</c>, <c>(a | b)</c>, <c>a + b</c>, <c>{ a | b }</c>.</summary>
    private static Diagnostic? Branches(Mistake m)
    {
        if (m.First is '{' or '}') return Fixed(m, "branches stand in [ ], groups in ( )");
        if (m.Is(Expectations.BranchEnd) && m.First is ',' or ';' or '/') return Fixed(m, "branches are joined by |, +, - or *");
        if (m.First == '|' && m.Is(Expectations.GroupEnd)) return Fixed(m, "branches stand in brackets: [ a | b ]");
        var joins = m.First is '+' or '-' or '*' && (m.Is(Expectations.ChainEnd) || m.Is(Expectations.GroupEnd) || m.Is(Expectations.CellEnd));
        return joins && m.Found.Length == 1 ? Fixed(m, $"values are joined in brackets: [ a {m.Found} b ]") : null;
    }

    /// <summary><c>conv1-4*n</c>: arithmetic in a head without parentheses.</summary>
    private static Diagnostic? ExpressionInHead(Mistake m)
    {
        if (!m.IsAfterElement || !m.At.IsAdjacent || m.First is not ('+' or '*')) return null;
        var head = m.Before;
        var mark = Math.Max(head.LastIndexOf('-'), head.LastIndexOf('/'));
        if (mark < 0 || head[head.Length - 1] == ')' || !Scan.IsNamePart(Scan.At(m.Text, m.Position + 1))) return null;
        var end = m.Position + 1;
        while (Scan.IsNamePart(Scan.At(m.Text, end))) end++;
        return Fixed(m, $"arithmetic stands in parentheses: {head.Substring(0, mark + 1)}({head.Substring(mark + 1)}{m.Text.Substring(m.Position, end - m.Position)})");
    }

    /// <summary><c>loss bce - kl</c>, <c>loss bce*0.5</c>, <c>loss bce (a)</c>.</summary>
    private static Diagnostic? LossTerms(Mistake m)
    {
        if (!m.Is(Expectations.TermEnd)) return m.Is(Expectations.Loss) && m.At.Text(m.At.Last) == "*" && Scan.IsDigit(m.First) ? Fixed(m, "a weight stands first, such as 0.5*bce") : null;
        return m.First switch
        {
            '(' => Fixed(m, "arguments stand right behind the loss, without a blank"),
            ',' or ';' or '-' => Fixed(m, "the terms of a loss are joined by '+'"),
            '*' => Fixed(m, "a weight stands first, such as 0.5*bce"),
            _ => null,
        };
    }

    /// <summary><c>output fc-10</c>, <c>output a + b</c>.</summary>
    private static Diagnostic? Outputs(Mistake m) =>
        m.Keyword == "output" && (m.Is(Expectations.ListEnd) || m.Is(Expectations.Value)) && m.First is not (':' or '=' or ')' or ']')
            ? Fixed(m, "outputs are names of values with ',' between them; give one with 'name = ...'")
            : null;

    private static Diagnostic Fixed(Mistake m, string fix) => Catalogue.Unexpected(m.Span, m.Expected, m.Found, fix);
}
