using ModelDsl.Text;
using Sprache;

namespace ModelDsl.Syntax;

/// <summary><c>residual(conv3-64 -> bn, shortcut auto)</c>. Both parts may go over several lines, where newlines are arrows.</summary>
internal static class ResidualGrammar
{
    public const string Shortcut = "shortcut";

    private const string Keyword = "residual";

    private static readonly Parser<Identifier> Word = Lexemes.Identifier(Scan.ValueName, Expectations.Layer);

    private static readonly Parser<SourceSpan> Close = Lexemes.Close(Expectations.ResidualEnd);

    private static readonly Parser<SourceSpan> CloseBehindChain = Lexemes.Close(Expectations.GroupEnd);

    private static readonly Parser<SourceSpan> CloseBehindWord = Lexemes.Close(Expectations.ShortcutEnd);

    private static readonly Parser<Identifier> ShortcutWord = i =>
        IsWord((LexemeInput)i, Shortcut) ? Word(i) : i.Expected<Identifier>(Expectations.Shortcut);

    /// <summary>Whether a residual begins here; the word without parentheses may be a value's name.</summary>
    public static bool Begins(LexemeInput input) =>
        input.Current is 'r' or 'R' && IsWord(input, Keyword) && Scan.At(input.Source, input.Position + Keyword.Length) == '(';

    public static IResult<ElementSyntax> Residual(Parser<ChainSyntax> chain, LexemeInput input)
    {
        var head = new SourceSpan(input.Position, Keyword.Length);
        var open = Lexemes.AdjacentOpen(input.RightAfter(head.Start, head.End));
        if (!open.WasSuccessful) return open.As<SourceSpan, ElementSyntax>();
        var body = chain(open.Remainder);
        if (!body.WasSuccessful) return body.As<ChainSyntax, ElementSyntax>();
        var comma = Lexemes.CommaBetweenLines(body.Remainder);
        var shortcut = comma.WasSuccessful ? Way(chain, (LexemeInput)comma.Remainder) : null;
        if (shortcut is { WasSuccessful: false }) return shortcut.As<ShortcutSyntax, ElementSyntax>();
        var close = shortcut is null ? Close(body.Remainder)
            : shortcut.Value.Chain is null ? CloseBehindWord(shortcut.Remainder) : CloseBehindChain(shortcut.Remainder);
        return close.WasSuccessful
            ? Result.Success(new ResidualSyntax(head.To(close.Value), head, body.Value, shortcut?.Value, null), close.Remainder)
            : close.As<SourceSpan, ElementSyntax>();
    }

    private static IResult<ShortcutSyntax> Way(Parser<ChainSyntax> chain, LexemeInput input)
    {
        var word = ShortcutWord(input);
        if (!word.WasSuccessful) return word.As<Identifier, ShortcutSyntax>();
        var behind = ((LexemeInput)word.Remainder).PastNewlines();
        foreach (var (text, kind) in new[] { ("auto", ShortcutKind.Auto), ("pad", ShortcutKind.Pad) })
        {
            if (!IsWord(behind, text) || BeginsChain(behind.Source, behind.Position + text.Length)) continue;
            var end = behind.After(behind.Position, behind.Position + text.Length);
            return Result.Success(new ShortcutSyntax(word.Value.Span.To(end.Last), kind, null), end);
        }

        var way = chain(behind);
        return way.WasSuccessful
            ? Result.Success(new ShortcutSyntax(word.Value.Span.To(way.Value.Span), ShortcutKind.Chain, way.Value), way.Remainder)
            : way.As<ChainSyntax, ShortcutSyntax>();
    }

    /// <summary>Whether the word that ends here is a layer's: <c>pad(2)</c>, <c>pad -> bn</c>, <c>pad-2</c>.</summary>
    private static bool BeginsChain(string text, int end) => Scan.At(text, end) is '(' or '-' or '/' || Scan.IsArrow(text, Scan.Newlines(text, end));

    private static bool IsWord(LexemeInput input, string word) =>
        Scan.Word(input.Source, input.Position) == input.Position + word.Length
        && string.Compare(input.Source, input.Position, word, 0, word.Length, StringComparison.OrdinalIgnoreCase) == 0;
}
