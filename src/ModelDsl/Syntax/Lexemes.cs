using ModelDsl.Diagnostics;
using ModelDsl.Text;
using Sprache;

namespace ModelDsl.Syntax;

/// <summary>The tokens, each scanned in one go. A token takes the blanks and the comment behind it along, but no newline.</summary>
internal static class Lexemes
{
    /// <summary>A word of the language that is known to stand here: a keyword.</summary>
    public static readonly Parser<SourceSpan> Keyword = Token(Scan.Word, Expectations.None);

    public static readonly Parser<SourceSpan> Comma = Token(Symbol(','), Expectations.None);

    public static readonly Parser<SourceSpan> Bar = Token(Symbol('|'), Expectations.None);

    /// <summary>A path in quotes; its span and text are what stands between them.</summary>
    public static readonly Parser<Identifier> QuotedPath = i =>
    {
        var input = (LexemeInput)i;
        if (input.Current != '"') return input.Expected<Identifier>(Expectations.Path);
        var end = Scan.Quoted(input.Source, input.Position);
        if (end == input.Position + 1) return input.Broken<Identifier>(Catalogue.UnclosedQuote(new SourceSpan(input.Position, 1)));
        var span = SourceSpan.FromBounds(input.Position + 1, end - 1);
        return Result.Success(new Identifier(span, input.Text(span)), input.After(input.Position, end));
    };

    /// <summary>Newlines, blanks and comments, where they mean nothing; always succeeds.</summary>
    public static readonly Parser<bool> Newlines = input => Result.Success(true, ((LexemeInput)input).PastNewlines());

    /// <summary>Blanks and a comment, behind a token that left them; always succeeds.</summary>
    public static readonly Parser<bool> Blanks = i =>
    {
        var input = (LexemeInput)i;
        return Result.Success(true, input.At(Scan.Blanks(input.Source, input.Position)));
    };

    /// <summary>The place itself.</summary>
    public static readonly Parser<int> Here = i => Result.Success(i.Position, i);

    /// <summary>An arrow at a line's beginning, or nothing: a newline and an arrow mean no more than one of them.</summary>
    public static readonly Parser<bool> ArrowOrNothing = i =>
    {
        var input = (LexemeInput)i;
        return Result.Success(true, Scan.IsArrow(input.Source, i.Position) ? input.After(i.Position, i.Position + 2) : input);
    };

    /// <summary>The name in <c>name = chain</c>, with the sign behind it.</summary>
    public static readonly Parser<Identifier> NameBeforeEquals = i =>
    {
        var input = (LexemeInput)i;
        var text = input.Source;
        var end = Scan.ValueName(text, i.Position);
        var sign = Scan.Blanks(text, end);
        var isName = end > i.Position && Scan.At(text, sign) == '=' && Scan.At(text, sign + 1) is not ('=' or '>');
        if (!isName) return i.Expected<Identifier>(Expectations.None);
        var span = SourceSpan.FromBounds(i.Position, end);
        return Result.Success(new Identifier(span, input.Text(span)), input.After(sign, sign + 1));
    };

    /// <summary>A comma at whose line's end a list may go on in the next line.</summary>
    public static readonly Parser<SourceSpan> CommaBeforeLine = Comma.ThenSkip(Newlines);

    /// <summary>A comma with newlines on both sides, as inside parentheses.</summary>
    public static readonly Parser<SourceSpan> CommaBetweenLines = i =>
    {
        var comma = CommaBeforeLine(((LexemeInput)i).PastNewlines());
        return comma.WasSuccessful ? comma : i.Expected<SourceSpan>(Expectations.None);
    };

    private static readonly Parser<SourceSpan> OpenOption = Open(Expectations.None);

    /// <summary>One character.</summary>
    public static Parser<SourceSpan> Sign(char symbol, string[] expectation) => Token(Symbol(symbol), expectation);

    /// <summary>One word of the language.</summary>
    public static Parser<SourceSpan> WordOf(string word, string[] expectation) => Token(
        (text, position) => Scan.Word(text, position) == position + word.Length && string.Compare(text, position, word, 0, word.Length, StringComparison.OrdinalIgnoreCase) == 0
            ? position + word.Length
            : position,
        expectation);

    public static Parser<Identifier> Word(string[] expectation) => Identifier(Scan.Word, expectation);

    /// <summary>
    /// A layer's word. At a line's beginning it is no keyword of a statement: there the statement before was left hanging.
    /// </summary>
    public static readonly Parser<Identifier> LayerWord = Unless(Keywords.StatementAt, HeadWords.End, Expectations.Layer);

    /// <summary>A figure's word; at a line's beginning <c>output 10</c> is one too.</summary>
    public static readonly Parser<Identifier> FigureWord = Unless(Keywords.StatementBesidesFigureAt, Scan.Word, Expectations.Figure);

    /// <summary>A word, which at a line's beginning is no keyword of a statement.</summary>
    public static Parser<Identifier> WordInLine(Func<string, int, int> scan, string[] expectation) => Unless(Keywords.StatementAt, scan, expectation);

    public static Parser<Identifier> Identifier(Func<string, int, int> scan, string[] expectation) => i =>
    {
        var input = (LexemeInput)i;
        var end = scan(input.Source, input.Position);
        if (end == input.Position) return input.Expected<Identifier>(expectation);
        var span = SourceSpan.FromBounds(input.Position, end);
        return Result.Success(new Identifier(span, input.Text(span)), input.After(input.Position, end));
    };

    /// <summary>
    /// An opening bracket, with the newlines behind it: it must be closed somewhere, and not nested out of all proportion.
    /// </summary>
    public static Parser<SourceSpan> Open(string[] expectation, char bracket = '(') => i =>
    {
        var input = (LexemeInput)i;
        if (input.Current != bracket) return input.Expected<SourceSpan>(expectation);
        var span = new SourceSpan(input.Position, 1);
        if (input.Brackets.CloserOf(input.Position) is null) return input.Broken<SourceSpan>(Catalogue.Unclosed(span, bracket));
        if (input.Brackets.IsTooDeep(input.Position)) return input.Broken<SourceSpan>(Catalogue.NestedTooDeep(span, Brackets.MaximalDepth));
        return Result.Success(span, input.After(span.Start, span.End).PastNewlines());
    };

    /// <summary>An opening parenthesis right behind the token before it.</summary>
    public static readonly Parser<SourceSpan> AdjacentOpen = i =>
        ((LexemeInput)i).IsAdjacent ? OpenOption(i) : i.Expected<SourceSpan>(Expectations.None);

    /// <summary>A closing bracket, newlines before it or not. Where another token stands, that is the place of the failure.</summary>
    public static Parser<SourceSpan> Close(string[] expectation, char bracket = ')')
    {
        var close = Token(Symbol(bracket), expectation);
        return i => close(((LexemeInput)i).PastNewlines());
    }

    /// <summary>The end of a statement's line, which is left where it is.</summary>
    public static Parser<bool> LineEnd(string[] expectation) => i =>
        ((LexemeInput)i).AtLineEnd ? Result.Success(true, i) : i.Expected<bool>(expectation);

    /// <summary>
    /// A character right behind the token before it, where a layer's head goes on; it takes no blanks along. An arrow is no hyphen.
    /// </summary>
    public static Parser<SourceSpan> Adjacent(char symbol) => i =>
    {
        var input = (LexemeInput)i;
        var goesOn = input.Current == symbol && input.IsAdjacent && !Scan.IsArrow(input.Source, input.Position);
        if (!goesOn) return input.Expected<SourceSpan>(Expectations.None);
        return Result.Success(new SourceSpan(input.Position, 1), input.RightAfter(input.Position, input.Position + 1));
    };

    private static Parser<Identifier> Unless(Func<string, int, string?> keywordAt, Func<string, int, int> scan, string[] expectation)
    {
        var word = Identifier(scan, expectation);
        return i =>
        {
            var input = (LexemeInput)i;
            return input.IsFirstOnLine && keywordAt(input.Source, input.Position) is not null ? i.Expected<Identifier>(expectation) : word(i);
        };
    }

    private static Parser<SourceSpan> Token(Func<string, int, int> scan, string[] expectation) => i =>
    {
        var input = (LexemeInput)i;
        var end = scan(input.Source, input.Position);
        return end == input.Position
            ? input.Expected<SourceSpan>(expectation)
            : Result.Success(SourceSpan.FromBounds(input.Position, end), input.After(input.Position, end));
    };

    private static Func<string, int, int> Symbol(char symbol) => (text, position) => Scan.At(text, position) == symbol ? position + 1 : position;
}
