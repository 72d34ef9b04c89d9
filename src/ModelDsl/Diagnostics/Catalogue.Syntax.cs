using System.Globalization;
using System.Text;
using ModelDsl.Text;

namespace ModelDsl.Diagnostics;

/// <content>Text that does not follow the grammar.</content>
public static partial class Catalogue
{
    private const int LongestQuote = 40;

    /// <param name="span">What stands there.</param>
    /// <param name="expected">What should: <c>a layer</c>.</param>
    /// <param name="found">What stands there, as written.</param>
    /// <param name="fix">What to do, where that is clear.</param>
    public static Diagnostic Unexpected(SourceSpan span, string expected, string found, string? fix = null) =>
        Error("MDL1001", span, $"expected {expected}, found {Quote(found)}{(fix is null ? "" : $"; {fix}")}");

    /// <param name="span">The last token before the end.</param>
    /// <param name="expected">What is missing.</param>
    /// <param name="after">The last token, as written.</param>
    /// <param name="end">What ends: <c>line</c> or <c>file</c>.</param>
    public static Diagnostic Incomplete(SourceSpan span, string expected, string after, string end) =>
        Error("MDL1002", span, $"expected {expected} after {Quote(after)}, but the {end} ends");

    public static Diagnostic UnknownCharacter(SourceSpan span, string character, string? replacement) =>
        Error(
            "MDL1010",
            span,
            $"{Quote(character)} ({CodePoint(character)}) is no character of the language{(replacement is null ? "" : $"; write '{replacement}'")}");

    public static Diagnostic Unclosed(SourceSpan span, char opener) =>
        Error("MDL1011", span, $"this '{opener}' is never closed; add '{(opener == '(' ? ')' : ']')}'");

    public static Diagnostic Unopened(SourceSpan span, string closer) =>
        Error("MDL1012", span, $"this '{closer}' closes nothing; remove it, or add the '{(closer == ")" ? '(' : '[')}' it belongs to");

    public static Diagnostic NestedTooDeep(SourceSpan span, int most) =>
        Error("MDL1013", span, FormattableString.Invariant($"brackets may be nested {most} deep, and this is one more"));

    /// <param name="span">The operator that is one too many.</param>
    /// <param name="most">How deep the operators of an expression may lie in each other.</param>
    public static Diagnostic ExpressionTooLong(SourceSpan span, int most) =>
        Error("MDL1013", span, FormattableString.Invariant($"an expression may have {most} operators one behind the other, and this is one more; give a part of it a name"));

    public static Diagnostic MalformedNumber(SourceSpan span, string written, string? meant) =>
        Error("MDL1014", span, $"{Quote(written)} is no number{(meant is null ? "" : $"; did you mean '{meant}'?")}");

    public static Diagnostic MalformedSizes(SourceSpan span, string written) =>
        Error("MDL1014", span, $"{Quote(written)} is no size; sizes are joined by 'x', such as 3x(s)x?");

    public static Diagnostic NumberTooLarge(SourceSpan span, string written) =>
        Error("MDL1015", span, $"{Quote(written)} is too large");

    public static Diagnostic SizeNotPositive(SourceSpan span) =>
        Error("MDL1016", span, "a size is at least 1");

    public static Diagnostic RepeatOfZero(SourceSpan span) =>
        Error("MDL1016", span, "a repeat is at least 1; remove what is not to be there");

    /// <param name="span">The layer that follows, or what stands there for an arrow.</param>
    /// <param name="before">The layer before, as written.</param>
    /// <param name="found">What follows it.</param>
    /// <param name="fix">What to do where it is not just to write an arrow.</param>
    public static Diagnostic MissingArrow(SourceSpan span, string before, string found, string? fix = null) =>
        Error(
            "MDL1017",
            span,
            fix is null
                ? $"expected '->' between {Quote(before)} and {Quote(found)}"
                : $"expected '->' after {Quote(before)}, found {Quote(found)}; {fix}");

    public static Diagnostic BlankInLayer(SourceSpan span, string joined) =>
        Error("MDL1018", span, $"a layer is written without blanks: {Quote(joined)}");

    public static Diagnostic SizesApart(SourceSpan span) =>
        Error("MDL1018", span, "sizes are joined by 'x' without blanks: '28x28'");

    /// <param name="span">The line's first word.</param>
    /// <param name="found">As written.</param>
    public static Diagnostic NoHeading(SourceSpan span, string found) =>
        Error("MDL1019", span, $"a file begins with 'model NAME' or 'table NAME (COLUMNS)', but here is {Quote(found)}");

    /// <param name="span">The line's first word.</param>
    /// <param name="found">As written.</param>
    /// <param name="block">The block whose body ended before it, or null behind a 'use'.</param>
    public static Diagnostic BelowNoHeading(SourceSpan span, string found, string? block) => Error(
        "MDL1019",
        span,
        block is null
            ? $"{Quote(found)} stands below no heading; write 'model NAME' above"
            : $"{Quote(found)} stands below no heading: indent it to have it in block '{block}', or write 'model NAME' above");

    /// <param name="span">The heading.</param>
    /// <param name="kind">What has none: <c>block</c>.</param>
    /// <param name="name">Its name.</param>
    public static Diagnostic NoBody(SourceSpan span, string kind, string name) =>
        Error("MDL1027", span, $"{kind} '{name}' has no lines; indent them deeper than this heading");

    /// <param name="span">The quote that opens.</param>
    public static Diagnostic UnclosedQuote(SourceSpan span) =>
        Error("MDL1011", span, "this '\"' is never closed; add '\"' at the end of the path");

    /// <param name="span">The branches with their brackets.</param>
    public static Diagnostic OneBranch(SourceSpan span) =>
        Error("MDL1028", span, "brackets hold at least two branches, such as [ a | b ]; write one alone without them, or in parentheses");

    /// <param name="span">The operator that differs.</param>
    /// <param name="first">The operator before.</param>
    /// <param name="found">The one that differs.</param>
    public static Diagnostic MixedOperators(SourceSpan span, char first, char found) =>
        Error("MDL1029", span, $"'{first}' and '{found}' stand between the same branches; put one of them in brackets of its own, such as [ [ a {first} b ] {found} c ]");

    public static Diagnostic UnknownStatement(SourceSpan span, string word, string suggestion) =>
        Error("MDL1020", span, $"no line begins with {Quote(word)}; did you mean '{suggestion}'?");

    /// <param name="span">The row.</param>
    /// <param name="kind">What it stands in: <c>model</c>.</param>
    /// <param name="name">Its name, which may be empty.</param>
    public static Diagnostic CellsOutsideTable(SourceSpan span, string kind, string name) =>
        Error(
            "MDL1021",
            span,
            $"cells need a table; {(name.Length == 0 ? $"a {kind}" : $"{Quote(name)} is a {kind} and")} has no columns "
            + "(write 'table NAME (COLUMNS)' above, or leave out the bars)");

    /// <param name="span">The last token of the row.</param>
    public static Diagnostic RowNotClosed(SourceSpan span) =>
        Error("MDL1022", span, "the last cell of the row is not closed; add '|'");

    public static Diagnostic KeywordAsName(SourceSpan span, string keyword) =>
        Error("MDL1023", span, $"'{keyword}' begins a statement and names no value; write it without '=', or choose another name");

    public static Diagnostic BadValueName(SourceSpan span, string written) =>
        Error("MDL1023", span, $"{Quote(written)} cannot name a value; a name is a letter, then letters, digits and '_'");

    public static Diagnostic TokensWithoutVocabulary(SourceSpan span, string written) =>
        Error("MDL1001", span, $"{Quote(written)} needs the number of words in parentheses right behind it, such as tokens(20000)");

    public static Diagnostic EqualsSign(SourceSpan span, string found, string meant) =>
        Error("MDL1025", span, $"no {Quote(found)} stands between a name and its value; write {Quote(meant)}");

    public static Diagnostic RepeatWrittenWrong(SourceSpan span, string found, string meant) =>
        Error("MDL1026", span, $"a repeat is written '{meant}', not {Quote(found)}");

    private static string CodePoint(string character)
    {
        var isPair = character.Length == 2 && char.IsSurrogatePair(character, 0);
        return FormattableString.Invariant($"U+{(isPair ? char.ConvertToUtf32(character, 0) : character[0]):X4}");
    }

    /// <summary>As a message shows a piece of the text: in quotes, on one line, not too long.</summary>
    private static string Quote(string text)
    {
        var quoted = new StringBuilder("'");
        foreach (var c in text.Length > LongestQuote ? text.Substring(0, LongestQuote) : text)
        {
            var isUnprintable = char.IsControl(c) || (char.IsSurrogate(c) && text.Length == 1);
            if (isUnprintable) quoted.AppendFormat(CultureInfo.InvariantCulture, "\\u{0:X4}", (int)c);
            else quoted.Append(c);
        }

        return quoted.Append(text.Length > LongestQuote ? "...'" : "'").ToString();
    }
}
