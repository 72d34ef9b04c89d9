using ModelDsl.Text;
using Sprache;

namespace ModelDsl.Syntax;

/// <summary>
/// <c>loss bce(decoder, input) + 0.5*kl(mean, logvar)</c>: terms, each with a weight before it where it has one. A term may stand in the next line behind
/// its plus, or with it.
/// </summary>
internal static class LossGrammar
{
    private static readonly Parser<Identifier> Name = Lexemes.WordInLine(Scan.Word, Expectations.Loss);

    private static readonly Parser<SourceSpan> Times = Lexemes.Sign('*', Expectations.Times);

    private static readonly Parser<SourceSpan> Plus = i =>
    {
        var input = ((LexemeInput)i).PastNewlines();
        return input.Current == '+'
            ? Result.Success(new SourceSpan(input.Position, 1), input.After(input.Position, input.Position + 1).PastNewlines())
            : i.Expected<SourceSpan>(Expectations.None);
    };

    /// <summary>A number, a name or an expression in parentheses, and the sign behind it.</summary>
    private static readonly Parser<ExpressionSyntax> Weight = i =>
    {
        var input = (LexemeInput)i;
        var name = Scan.ValueName(input.Source, input.Position);
        if (name > input.Position)
        {
            if (Scan.At(input.Source, Scan.Blanks(input.Source, name)) != '*') return i.Expected<ExpressionSyntax>(Expectations.None);
            var span = SourceSpan.FromBounds(input.Position, name);
            return Times.Return(new NameExpression(span, input.Text(span)))(input.After(span.Start, span.End));
        }

        if (input.Current == '(') return ExpressionGrammar.Parenthesised.ThenSkip(Times)(i);
        if (!Scan.IsDigit(input.Current) && input.Current != '.') return i.Expected<ExpressionSyntax>(Expectations.None);
        return Numbers.Real.ThenSkip(Times)(i);
    };

    private static readonly Parser<LossTermSyntax> Term = i =>
    {
        var parsed = Sequences.Of(
            Weight.OrNull(),
            Name,
            OptionGrammar.Options.OrNull(),
            (weight, name, arguments) => new LossTermSyntax(name.Span, weight, name, arguments?.Options ?? EquatableArray<OptionSyntax>.Empty))(i);
        if (!parsed.WasSuccessful) return parsed;
        return Result.Success(parsed.Value with { Span = SourceSpan.FromBounds(i.Position, ((LexemeInput)parsed.Remainder).Last.End) }, parsed.Remainder);
    };

    public static readonly Parser<StatementSyntax> Loss =
        from keyword in Lexemes.Keyword
        from terms in Term.SeparatedBy(Plus)
        from end in Lexemes.LineEnd(Expectations.TermEnd)
        select new LossStatement(keyword.To(terms[terms.Count - 1].Span), terms.ToEquatableArray());
}
