using ModelDsl.Diagnostics;
using ModelDsl.Layers;
using ModelDsl.Text;

namespace ModelDsl.Syntax;

/// <summary>
/// What a failed parser means to a person. The grammar says only where it stopped and what it expected; these rules, the first that fits,
/// know the usual reasons: a pasted arrow of another font, an option outside its parentheses, a misspelt keyword.
/// </summary>
internal static partial class Mistakes
{
    private static readonly Func<Mistake, Diagnostic?>[] Rules =
    [
        ForeignComment, LineEnds, SizesMissing, ExpressionInHead, BlankInHead, StrayCloser, ForeignCharacter, MisspeltKeyword, Shortcuts, Headings, EqualsSign, SizesApart,
        GroupedByCommas, NameOfValue, RepeatInOtherWords, Branches, LossTerms, Outputs, LayersWithoutArrow, NumberBehindLayer, BarOutsideRow,
    ];

    /// <summary>Characters that a text processor or a paper's PDF puts in the place of the language's own.</summary>
    private static readonly (string Characters, string Meant)[] Lookalikes =
    [
        ("\u2192\u27F6\u21D2", "->"),
        ("\u2010\u2011\u2012\u2013\u2014\u2212", "-"),
        ("\u00D7", "x"),
        ("\u2223\u00A6\uFF5C", "|"),
        ("\uFF08", "("),
        ("\uFF09", ")"),
        ("\uFF0C", ","),
    ];

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

    /// <summary>Nothing follows; or, behind an arrow or comma at a line's end, only the next statement.</summary>
    private static Diagnostic? LineEnds(Mistake m)
    {
        var hanging = m.At.IsFirstOnLine && m.At.Text(m.At.Last) is "->" or "," or "+" or "-" or "*" or "/"
            && (Keywords.StatementAt(m.Text, m.Position) is not null || m.First == '|');
        if (!m.AtLineEnd && !hanging) return null;
        return Catalogue.Incomplete(m.At.Last, m.Expected, m.At.Text(m.At.Last), m.Position >= m.Text.Length ? "file" : "line");
    }

    /// <summary><c>conv3-64 / 2</c>, <c>conv3- 64</c>.</summary>
    private static Diagnostic? BlankInHead(Mistake m)
    {
        var goesOn = m.Position != m.At.Position || (m.IsAfterElement && !m.At.IsAdjacent && m.First is '-' or '/' && m.Found != "->");
        if (!goesOn || m.Before.EndsWith(")", StringComparison.Ordinal) || m.Before.Any(char.IsWhiteSpace)) return null;
        var part = Scan.Blanks(m.Text, m.Span.End);
        var end = m.Found.Length > 1 ? m.Span.End : Scan.Digits(m.Text, part);
        if (m.Found.Length == 1 && end == part && m.IsAfterElement) return null;
        var span = SourceSpan.FromBounds(m.BeforeSpan.Start, Math.Max(m.Span.End, end));
        return Catalogue.BlankInLayer(span, string.Concat(m.At.Text(span).Where(c => !char.IsWhiteSpace(c))));
    }

    private static Diagnostic? StrayCloser(Mistake m) =>
        m.First is ')' or ']' && m.At.Brackets.OpenerOf(m.Position) is null ? Catalogue.Unopened(m.Span, m.Found) : null;

    /// <summary><c>conv3-64 // the first</c>, and where the first slash was taken for a stride's.</summary>
    private static Diagnostic? ForeignComment(Mistake m)
    {
        var start = m.First == '/' && m.Position > 0 && Scan.At(m.Text, m.Position - 1) == '/' ? m.Position - 1 : m.Position;
        if (Scan.At(m.Text, start) != '/' || Scan.At(m.Text, start + 1) is not ('/' or '*')) return null;
        var mark = new SourceSpan(start, 2);
        return Catalogue.Unexpected(mark, m.Expected, m.At.Text(mark), "a comment begins with '#'");
    }

    private static Diagnostic? ForeignCharacter(Mistake m)
    {
        if (!char.IsControl(m.First) && (m.First <= 127 || char.IsLetter(m.First))) return null;
        var character = new SourceSpan(m.Position, char.IsHighSurrogate(m.First) ? m.Span.Length : 1);
        var meant = Lookalikes.FirstOrDefault(group => group.Characters.IndexOf(m.First) >= 0).Meant;
        return Catalogue.UnknownCharacter(character, m.At.Text(character), meant);
    }

    /// <summary><c>ipnut 28x28</c>: a chain to the grammar, whose second word is out of place.</summary>
    private static Diagnostic? MisspeltKeyword(Mistake m)
    {
        if (!m.Is(Expectations.ChainEnd) || m.LoneWord is not { } word || !(Scan.IsNamePart(m.First) || m.First == '|')) return null;
        return Spelling.Closest(word.ToLowerInvariant(), Keywords.Statements.Where(keyword => keyword.Length > 3)) is { } keyword
            ? Catalogue.UnknownStatement(m.At.Last, word, keyword)
            : null;
    }

    private static Diagnostic? EqualsSign(Mistake m)
    {
        if (m.First is not ('=' or ':')) return null;
        var valueFollows = m.Is(Expectations.OptionEnd) || m.Is(Expectations.FigureValue) || (m.Keyword is not null && m.LoneWord is not null);
        if (!valueFollows) return null;
        var value = Scan.Blanks(m.Text, m.Span.End);
        var end = Scan.Token(m.Text, value);
        return Catalogue.EqualsSign(m.Span, m.Found, $"{m.At.Text(m.At.Last)} {(end == value ? "VALUE" : m.Text.Substring(value, end - value))}");
    }

    /// <summary><c>input 28 x 28</c>, in which the 'x' was taken for a colour, and <c>input 28, 28</c>.</summary>
    private static Diagnostic? SizesApart(Mistake m)
    {
        if (m.Keyword != "input") return null;
        if (Scan.IsDigit(m.First) && m.At.Text(m.At.Last) is "x" or "X") return Catalogue.SizesApart(m.At.Last);
        return m.First == ',' && m.Is(Expectations.LineEnd) ? Catalogue.SizesApart(m.Span) : null;
    }

    /// <summary><c>expect params 61,706</c>, <c>fc-4,096</c>.</summary>
    private static Diagnostic? GroupedByCommas(Mistake m)
    {
        var isNumber = m.Is(Expectations.Figure)
            ? Scan.IsDigit(m.First)
            : (m.IsAfterElement || m.Is(Expectations.ExpressionEnd) || m.Is(Expectations.ConstantEnd)) && m.First == ',' && Scan.IsDigit(Scan.At(m.Text, m.Position + 1));
        if (!isNumber) return null;
        var (start, end) = (m.Position, m.Position);
        while (start > 0 && IsGrouped(start - 1)) start--;
        while (IsGrouped(end)) end++;
        var written = m.Text.Substring(start, end - start).TrimEnd(',');
        var meant = written.Replace(',', '_');
        return meant == written || !Scan.IsDigit(meant[0]) ? null : Catalogue.MalformedNumber(new SourceSpan(start, written.Length), written, meant);

        bool IsGrouped(int position) => Scan.IsDigit(Scan.At(m.Text, position)) || Scan.At(m.Text, position) == ',';
    }

    private static Diagnostic? NameOfValue(Mistake m) =>
        m.Is(Expectations.ChainEnd) && m.Found == "=" && m.Text.IndexOf(m.Before, m.Statement, StringComparison.Ordinal) == m.Statement
            ? Catalogue.BadValueName(SourceSpan.FromBounds(m.Statement, m.At.Last.End), m.Before)
            : null;

    /// <summary><c>x 3</c>, <c>*3</c>, <c>3x</c>, <c>x (n-1)</c>.</summary>
    private static Diagnostic? RepeatInOtherWords(Mistake m)
    {
        if (!m.IsAfterElement) return null;
        if (m.Found.Length > 1 && m.Found[m.Found.Length - 1] is 'x' or 'X' && Scan.Digits(m.Found, 0) == m.Found.Length - 1)
        {
            return Catalogue.RepeatWrittenWrong(m.Span, m.Found, "x" + m.Found.Substring(0, m.Found.Length - 1));
        }

        if (Scan.IsDigit(m.First) && m.At.Text(m.At.Last) is "x" or "X")
        {
            // In a cell the x was a layer's name to the grammar.
            var written = m.At.Last.To(m.Span);
            return Catalogue.RepeatWrittenWrong(written, m.At.Text(written), "x" + m.Found);
        }

        if (m.Found is not ("x" or "X" or "*") || m.Is(Expectations.BranchEnd)) return null;
        var digits = Scan.Blanks(m.Text, m.Span.End);
        var isExpression = Scan.At(m.Text, digits) == '(' && !m.At.Brackets.HasChain(digits);
        var end = isExpression ? (m.At.Brackets.CloserOf(digits) ?? digits - 1) + 1 : Scan.Digits(m.Text, digits);
        if (end == digits) return null;
        var span = SourceSpan.FromBounds(m.Position, end);
        return Catalogue.RepeatWrittenWrong(span, m.At.Text(span), "x" + m.Text.Substring(digits, end - digits));
    }

    private static Diagnostic? LayersWithoutArrow(Mistake m)
    {
        if (m.IsAfterElement && m.Found is "," or ";" or "=>" or ">")
        {
            return Catalogue.MissingArrow(m.Span, m.Before, m.Found, "layers are joined by '->'");
        }

        if (!m.NeedsArrow) return null;
        if (m.First == '(' && !m.At.IsAdjacent)
        {
            return Catalogue.MissingArrow(m.Span, m.Before, "(", "behind a blank it begins a group; options follow the layer without one");
        }

        return m.First == '[' || (Scan.IsNameStart(m.First) && !Scan.IsRepeat(m.Text, m.Position))
            ? Catalogue.MissingArrow(m.Span, m.Before, m.Found)
            : null;
    }

    private static Diagnostic? NumberBehindLayer(Mistake m) =>
        m.IsAfterElement && (Scan.IsDigit(m.First) || m.First == '.')
            ? Catalogue.Unexpected(m.Span, m.Expected, m.Found, "a layer's options stand in parentheses right behind it")
            : null;

    private static Diagnostic? BarOutsideRow(Mistake m) =>
        m.NeedsArrow && m.First == '|' ? Catalogue.Unexpected(m.Span, m.Expected, m.Found, "a row of cells begins with '|'") : null;
}
