using ModelDsl.Diagnostics;
using ModelDsl.Text;

namespace ModelDsl.Syntax;

/// <summary>
/// A place where a parser stopped, what it expected there, and what stands around it: all that <see cref="Mistakes"/> explains a failure
/// from.
/// </summary>
/// <param name="At">Where the parser stopped.</param>
/// <param name="Expected">What it expected, in words.</param>
/// <param name="Statement">Where the statement begins.</param>
internal sealed record Mistake(LexemeInput At, string Expected, int Statement)
{
    public string Text => At.Source;

    /// <summary>Past blanks, which matter only inside a layer's head.</summary>
    public int Position { get; } = Scan.Blanks(At.Source, At.Position);

    /// <summary>What stands there, empty at a line's end.</summary>
    public SourceSpan Span => SourceSpan.FromBounds(Position, Scan.Token(Text, Position));

    public string Found => At.Text(Span);

    public char First => Scan.At(Text, Position);

    public bool AtLineEnd => Position >= Text.Length || Scan.IsNewline(First);

    /// <summary>The statement's keyword, or null in a chain or row.</summary>
    public string? Keyword => Keywords.StatementAt(Text, Statement);

    /// <summary>The statement's first word where the mistake stands right behind it, else null.</summary>
    public string? LoneWord => At.Last.Start == Statement && Scan.Word(Text, Statement) == At.Last.End ? At.Text(At.Last) : null;

    /// <summary>The mistake stands behind a layer or group that is whole.</summary>
    public bool IsAfterElement => NeedsArrow || Is(Expectations.CellEnd);

    /// <summary>Layers side by side need an arrow here; in cells they do not.</summary>
    public bool NeedsArrow =>
        Is(Expectations.ChainEnd) || Is(Expectations.GroupEnd) || Is(Expectations.BranchEnd) || Is(Expectations.ResidualEnd) || Is(Expectations.ArgumentEnd);

    public bool Is(string[] expectation) => Expected == expectation[0];

    /// <summary>The layer or group that ends before the mistake, with its repeat.</summary>
    public SourceSpan BeforeSpan
    {
        get
        {
            var start = ElementStart(At.Last.End);
            if (Scan.Repeat(Text, start) == At.Last.End || (Scan.IsRepeat(Text, start) && Text[At.Last.End - 1] == ')'))
            {
                var end = start;
                while (end > 0 && Text[end - 1] is ' ' or '\t') end--;
                start = ElementStart(end);
            }

            return SourceSpan.FromBounds(start, At.Last.End);
        }
    }

    public string Before => At.Text(BeforeSpan);

    private int ElementStart(int end)
    {
        while (end > 0)
        {
            var c = Text[end - 1];
            if (c == ')' && At.Brackets.OpenerOf(end - 1) is { } opener) end = opener;
            else if (Scan.IsNamePart(c) || c is '-' or '/' or '.') end--;
            else break;
        }

        return end;
    }
}
