using ModelDsl.Text;
using Sprache;

namespace ModelDsl.Syntax;

/// <summary><c>n = 3</c>, <c>m = (n-1)/2</c>, and for each column of a table one: <c>n = | 3 | 9 | 18 |</c>.</summary>
internal static class ConstantGrammar
{
    private static readonly Parser<CellsSyntax<ExpressionSyntax>> Values = RowGrammar.Constants.Else(
        ExpressionGrammar.OnLine.Select(value => new CellsSyntax<ExpressionSyntax>(value.Span, [value])));

    private static readonly Parser<ConstantStatement> Parts =
        from name in Lexemes.NameBeforeEquals
        from values in Values
        from end in Lexemes.LineEnd(Expectations.ConstantEnd)
        select new ConstantStatement(values.Span, name, values.Cells.ToEquatableArray());

    private static readonly Parser<StatementSyntax> Statement = i =>
    {
        var parsed = Parts(i);
        if (!parsed.WasSuccessful) return parsed;
        return Result.Success(parsed.Value with { Span = SourceSpan.FromBounds(i.Position, ((LexemeInput)parsed.Remainder).Last.End) }, parsed.Remainder);
    };

    /// <summary>A constant; it does not begin here where a name has a chain, or where there is no name.</summary>
    public static readonly Parser<StatementSyntax> Constant = i =>
    {
        var name = Lexemes.NameBeforeEquals(i);
        return name.WasSuccessful && Lookahead.IsConstant((LexemeInput)name.Remainder) ? Statement(i) : i.Expected<StatementSyntax>(Expectations.None);
    };
}
