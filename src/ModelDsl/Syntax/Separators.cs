using ModelDsl.Text;
using Sprache;

namespace ModelDsl.Syntax;

/// <summary>What stands between the elements of a chain; an arrow everywhere, and a newline or a blank where that means the same.</summary>
internal static class Separators
{
    /// <summary>
    /// In a line: an arrow, perhaps at the next line's beginning. (A line without one is a statement of its own, which continues the chain
    /// when it is bound; nor does one that is indented less than the body it follows.)
    /// </summary>
    public static readonly Parser<SourceSpan> Line = Separator(overNewlines: true, newlineSeparates: false, blankSeparates: false);

    /// <summary>In brackets: an arrow or a newline.</summary>
    public static readonly Parser<SourceSpan> Group = Separator(overNewlines: true, newlineSeparates: true, blankSeparates: false);

    /// <summary>In a cell of a table: an arrow or a blank.</summary>
    public static readonly Parser<SourceSpan> Cell = Separator(overNewlines: false, newlineSeparates: false, blankSeparates: true);

    /// <summary>In brackets in a cell.</summary>
    public static readonly Parser<SourceSpan> CellGroup = Separator(overNewlines: true, newlineSeparates: true, blankSeparates: true);

    private static Parser<SourceSpan> Separator(bool overNewlines, bool newlineSeparates, bool blankSeparates) => i =>
    {
        var input = (LexemeInput)i;
        var next = overNewlines ? input.PastNewlines() : input;
        if (Scan.IsArrow(next.Source, next.Position) && (newlineSeparates || next.Position == input.Position || next.Indentation > input.Margin))
        {
            var behind = next.After(next.Position, next.Position + 2);
            return Result.Success(behind.Last, overNewlines ? behind.PastNewlines() : behind);
        }

        var separates = next.Position != input.Position ? newlineSeparates : blankSeparates;
        return separates && BeginsElement(next)
            ? Result.Success(new SourceSpan(next.Position, 0), next)
            : input.Expected<SourceSpan>(Expectations.None);
    };

    /// <summary>A repeat behind a repeat begins no element.</summary>
    private static bool BeginsElement(LexemeInput input) =>
        input.Current is '(' or '[' || (Scan.IsNameStart(input.Current) && !Scan.IsRepeat(input.Source, input.Position));
}
