using ModelDsl.Diagnostics;
using ModelDsl.Text;
using Sprache;

namespace ModelDsl.Syntax;

/// <summary><c>input left 105x105 gray</c>, <c>input 200 tokens(20000)</c>.</summary>
internal static class InputGrammar
{
    private const string Tokens = "tokens";

    private static readonly Parser<Identifier> Word = Lexemes.Word(Expectations.None);

    /// <summary>A word before sizes is the input's name, unless it is a colour: that stands behind them.</summary>
    private static readonly Parser<Identifier> Name = i =>
    {
        var input = (LexemeInput)i;
        var word = Word(i);
        if (!word.WasSuccessful || Keywords.IsColour(word.Value.Text) || ((LexemeInput)word.Remainder).IsAdjacent) return i.Expected<Identifier>(Expectations.None);
        if (!SizeGrammar.Begins(input.Source, word.Remainder.Position)) return i.Expected<Identifier>(Expectations.None);
        return word.Value.Text.Contains('-') ? input.Broken<Identifier>(Catalogue.BadValueName(word.Value.Span, word.Value.Text)) : word;
    };

    private static readonly Parser<Identifier> Colour = i =>
    {
        var word = Word(i);
        if (!word.WasSuccessful) return word;
        var behind = (LexemeInput)word.Remainder;
        if (IsTokens(word.Value) && !(behind.IsAdjacent && behind.Current == '(')) return ((LexemeInput)i).Broken<Identifier>(Catalogue.TokensWithoutVocabulary(word.Value.Span, word.Value.Text));
        return behind.IsAdjacent && behind.Current == '(' ? i.Expected<Identifier>(Expectations.None) : word;
    };

    private static readonly Parser<ExpressionSyntax> Vocabulary = i =>
    {
        var word = Word(i);
        if (!word.WasSuccessful) return i.Expected<ExpressionSyntax>(Expectations.None);
        var behind = (LexemeInput)word.Remainder;
        if (!behind.IsAdjacent || behind.Current != '(') return i.Expected<ExpressionSyntax>(Expectations.None);
        return IsTokens(word.Value)
            ? ExpressionGrammar.Parenthesised(behind)
            : ((LexemeInput)i).Broken<ExpressionSyntax>(Catalogue.Unexpected(word.Value.Span, "'tokens'", word.Value.Text, "words of a vocabulary are 'tokens(20000)'"));
    };

    private static bool IsTokens(Identifier word) => word.Text.Equals(Tokens, StringComparison.OrdinalIgnoreCase);

    private static readonly Parser<InputStatement> Parts =
        from keyword in Lexemes.Keyword
        from name in Name.OrNull()
        from sizes in SizeGrammar.Sizes(Expectations.InputSizes)
        from colour in Colour.OrNull()
        from vocabulary in Vocabulary.OrNull()
        from end in Lexemes.LineEnd(Expectations.LineEnd)
        select new InputStatement(keyword, name, sizes, colour, vocabulary);

    public static readonly Parser<StatementSyntax> Input = i =>
    {
        var parsed = Parts(i);
        if (!parsed.WasSuccessful) return parsed;
        return Result.Success(parsed.Value with { Span = SourceSpan.FromBounds(i.Position, ((LexemeInput)parsed.Remainder).Last.End) }, parsed.Remainder);
    };
}
