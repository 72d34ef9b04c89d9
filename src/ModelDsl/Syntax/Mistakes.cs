using ModelDsl.Diagnostics;
using ModelDsl.Layers;
using ModelDsl.Text;

namespace ModelDsl.Syntax;

/// <summary>
/// What a failed parser means to a person. The grammar says only where it stopped and what it expected; these rules, the first that fits, know the usual
/// reasons: a pasted arrow of another font, an option outside its parentheses, a misspelt keyword.
/// </summary>
internal static class Mistakes
{
    private static readonly Func<Mistake, Diagnostic?>[] Rules =
    [
        LineEnds, BlankInHead, StrayCloser, LaterConstruct, ForeignCharacter, MisspeltKeyword, EqualsSign, SizesWithBlanks,
        GroupedByCommas, NameOfValue, RepeatInOtherWords, LayersWithoutArrow, NumberBehindLayer, BarOutsideRow,
    ];

    /// <summary>Characters that a text processor or a paper's PDF puts in the place of the language's own.</summary>
    private static readonly IReadOnlyDictionary<char, string> Lookalikes = new Dictionary<char, string>
    {
        ['\u2192'] = "->", ['\u27F6'] = "->", ['\u21D2'] = "->", ['\u2010'] = "-", ['\u2011'] = "-", ['\u2012'] = "-", ['\u2013'] = "-", ['\u2014'] = "-",
        ['\u2212'] = "-", ['\u00D7'] = "x", ['\u2223'] = "|", ['\u00A6'] = "|", ['\uFF08'] = "(", ['\uFF09'] = ")", ['\uFF0C'] = ",", ['\uFF5C'] = "|",
    };

    private static readonly string[] Colours = ["rgb", "gray", "grey"];

    public static Diagnostic Explain(LexemeInput at, IEnumerable<string> expectations, int statement)
    {
        if (at.Error is not null) return at.Error;
        var mistake = new Mistake(at, string.Join(" or ", expectations.Distinct()), statement);
        foreach (var rule in Rules)
        {
            if (rule(mistake) is { } diagnostic) return diagnostic;
        }

        return Catalogue.Unexpected(mistake.Span, mistake.Expected, mistake.Found);
    }

    /// <summary>Nothing follows; or, behind an arrow at a line's end, only the next statement.</summary>
    private static Diagnostic? LineEnds(Mistake m)
    {
        var hanging = m.At.IsFirstOnLine && (Keywords.StatementAt(m.Text, m.Position) is not null || m.First == '|') && m.Position > m.Statement;
        if (!m.AtLineEnd && !hanging) return null;
        return Catalogue.Incomplete(m.At.Last, m.Expected, m.At.Text(m.At.Last), m.Position >= m.Text.Length ? "file" : "line");
    }

    private static Diagnostic? BlankInHead(Mistake m)
    {
        if (m.Position != m.At.Position) return Catalogue.BlankInLayer(m.Span, m.Before, m.Found);
        var goesOn = m.IsAfterElement && !m.At.IsAdjacent && m.First is '-' or '/' && m.Found != "->";
        return goesOn ? Catalogue.BlankInLayer(m.Span, m.Before, m.Found) : null;
    }

    private static Diagnostic? StrayCloser(Mistake m) =>
        m.First is ')' or ']' && m.At.Brackets.OpenerOf(m.Position) is null ? Catalogue.Unopened(m.Span, m.Found) : null;

    private static Diagnostic? LaterConstruct(Mistake m)
    {
        var construct = m.First switch
        {
            '[' => "branches, '[ a | b ]'",
            '(' when m.Is(Expectations.Width) || m.Is(Expectations.Stride) => "computed sizes",
            '(' when m.Keyword == "input" => "inputs of tokens",
            '(' or '+' or '-' or '*' when m.Keyword == "loss" && m.Is(Expectations.LineEnd) => "expressions of losses",
            '+' or '*' or '/' when m.Is(Expectations.OptionEnd) => "arithmetic",
            '?' when m.Is(Expectations.InputSizes) || m.Is(Expectations.FigureValue) || m.Is(Expectations.Width) => "sizes to be found out, '?'",
            _ when m.Is(Expectations.InputSizes) && IsNameOfInput(m) => "inputs with names",
            _ => null,
        };
        return construct is null ? null : Catalogue.NotYet(m.Span, construct);
    }

    private static bool IsNameOfInput(Mistake m) =>
        Scan.IsNameStart(m.First) && Scan.IsDigit(Scan.At(m.Text, Scan.Blanks(m.Text, m.Span.End))) && !Colours.Contains(m.Found, StringComparer.OrdinalIgnoreCase);

    private static Diagnostic? ForeignCharacter(Mistake m)
    {
        var isForeign = (m.First > 127 && !char.IsLetter(m.First)) || char.IsControl(m.First);
        return isForeign ? Catalogue.UnknownCharacter(m.Span, m.Found, Lookalikes.TryGetValue(m.First, out var meant) ? meant : null) : null;
    }

    /// <summary><c>ipnut 28x28</c>: a chain to the grammar, whose second word is out of place.</summary>
    private static Diagnostic? MisspeltKeyword(Mistake m)
    {
        if (!m.Is(Expectations.ChainEnd) || m.LoneWord is not { } word || !(Scan.IsNamePart(m.First) || m.First == '|')) return null;
        return Spelling.Closest(word.ToLowerInvariant(), Keywords.Statements) is { } keyword ? Catalogue.UnknownStatement(m.At.Last, word, keyword) : null;
    }

    private static Diagnostic? EqualsSign(Mistake m)
    {
        if (m.First is not ('=' or ':')) return null;
        var valueFollows = m.Is(Expectations.OptionEnd) || m.Is(Expectations.FigureValue) || (m.Keyword is not null && m.LoneWord is not null);
        return valueFollows ? Catalogue.EqualsSign(m.Span, m.Found, m.At.Text(m.At.Last)) : null;
    }

    /// <summary><c>input 28 x 28</c>, in which the 'x' was taken for a colour.</summary>
    private static Diagnostic? SizesWithBlanks(Mistake m) =>
        m.Keyword == "input" && Scan.IsDigit(m.First) && m.At.Text(m.At.Last) is "x" or "X" ? Catalogue.SizesWithBlanks(m.At.Last) : null;

    /// <summary><c>expect params 61,706</c>.</summary>
    private static Diagnostic? GroupedByCommas(Mistake m)
    {
        if (!m.Is(Expectations.Figure) || !Scan.IsDigit(m.First)) return null;
        var (start, end) = (m.Position, m.Position);
        while (IsGrouped(start - 1)) start--;
        while (IsGrouped(end)) end++;
        var written = m.Text.Substring(start, end - start);
        return Catalogue.MalformedNumber(SourceSpan.FromBounds(start, end), written, written.Replace(',', '_'));

        bool IsGrouped(int position) => Scan.IsDigit(Scan.At(m.Text, position)) || Scan.At(m.Text, position) == ',';
    }

    private static Diagnostic? NameOfValue(Mistake m) =>
        m.Is(Expectations.ChainEnd) && m.Found == "=" && m.Text.IndexOf(m.Before, m.Statement, StringComparison.Ordinal) == m.Statement
            ? Catalogue.BadValueName(SourceSpan.FromBounds(m.Statement, m.At.Last.End), m.Before)
            : null;

    /// <summary><c>x 3</c>, <c>*3</c>, <c>3x</c>.</summary>
    private static Diagnostic? RepeatInOtherWords(Mistake m)
    {
        if (!m.IsAfterElement) return null;
        if (m.Found.Length > 1 && m.Found[m.Found.Length - 1] is 'x' or 'X' && Scan.Digits(m.Found, 0) == m.Found.Length - 1)
        {
            return Catalogue.RepeatWrittenWrong(m.Span, m.Found, "x" + m.Found.Substring(0, m.Found.Length - 1));
        }

        if (m.Found is not ("x" or "X" or "*")) return null;
        var digits = Scan.Blanks(m.Text, m.Span.End);
        var end = Scan.Digits(m.Text, digits);
        if (end == digits) return null;
        var span = SourceSpan.FromBounds(m.Position, end);
        return Catalogue.RepeatWrittenWrong(span, m.At.Text(span), "x" + m.Text.Substring(digits, end - digits));
    }

    private static Diagnostic? LayersWithoutArrow(Mistake m)
    {
        if (m.IsAfterElement && m.Found is "," or ";" or "=>" or ">") return Catalogue.MissingArrow(m.Span, m.Before, m.Found, "layers are joined by '->'");
        if (!m.NeedsArrow) return null;
        if (m.First == '(' && !m.At.IsAdjacent) return Catalogue.MissingArrow(m.Span, m.Before, "(", "behind a blank it begins a group; options follow the layer without one");
        return Scan.IsNameStart(m.First) && Scan.Repeat(m.Text, m.Position) == m.Position ? Catalogue.MissingArrow(m.Span, m.Before, m.Found) : null;
    }

    private static Diagnostic? NumberBehindLayer(Mistake m) =>
        m.IsAfterElement && (Scan.IsDigit(m.First) || m.First == '.')
            ? Catalogue.Unexpected(m.Span, m.Expected, m.Found, "a layer's options stand in parentheses right behind it")
            : null;

    private static Diagnostic? BarOutsideRow(Mistake m) =>
        m.NeedsArrow && m.First == '|' ? Catalogue.Unexpected(m.Span, m.Expected, m.Found, "a row of cells begins with '|'") : null;
}
