using ModelDsl.Diagnostics;
using ModelDsl.Text;
using Sprache;

namespace ModelDsl.Syntax;

/// <summary>
/// Cells between bars. Every cell is closed by one, the last too: otherwise a row that ends early could not be told from one that spans all
/// columns.
/// </summary>
internal static class RowGrammar
{
    /// <summary>A row of layers. A cell without any is an empty chain.</summary>
    public static readonly Parser<StatementSyntax> Row =
        from cells in Cells(ChainGrammar.Cell, Expectations.CellEnd, Empty)
        from end in Lexemes.LineEnd(Expectations.LineEnd)
        select new RowStatement(cells.Span, cells.Cells.ToEquatableArray());

    /// <summary>A row of figures, one for each column.</summary>
    public static readonly Parser<CellsSyntax<DimensionsSyntax>> Figures =
        Cells(Numbers.Counts(Expectations.FigureValue), Expectations.FigureBar, empty: null);

    /// <summary>A row of constants, one for each column.</summary>
    public static readonly Parser<CellsSyntax<ExpressionSyntax>> Constants = Cells(ExpressionGrammar.OnLine, Expectations.ConstantBar, empty: null);

    private static ChainSyntax Empty(int position) => new(new SourceSpan(position, 0), EquatableArray<ElementSyntax>.Empty);

    private static Parser<CellsSyntax<T>> Cells<T>(Parser<T> cell, string[] cellEnd, Func<int, T>? empty)
        where T : SyntaxNode
    {
        var contents = cell.ThenSkip(Closed(cellEnd));
        return i =>
        {
            var bar = Lexemes.Bar(i);
            if (!bar.WasSuccessful) return Result.Failure<CellsSyntax<T>>(bar.Remainder, bar.Message, bar.Expectations);
            var cells = new List<T>();
            var input = (LexemeInput)bar.Remainder;
            do
            {
                var result = empty is not null && input.Current == '|'
                    ? Lexemes.Bar.Return(empty(input.Last.End))(input)
                    : contents(input);
                if (!result.WasSuccessful) return Result.Failure<CellsSyntax<T>>(result.Remainder, result.Message, result.Expectations);
                cells.Add(result.Value);
                input = (LexemeInput)result.Remainder;
            }
            while (!input.AtLineEnd);
            return Result.Success(new CellsSyntax<T>(bar.Value.To(input.Last), cells), input);
        };
    }

    /// <summary>The bar behind a cell; where the line ends without it, that is said of the cell's last token.</summary>
    private static Parser<SourceSpan> Closed(string[] cellEnd) => i =>
    {
        var input = (LexemeInput)i;
        if (input.Current == '|') return Lexemes.Bar(input);
        return input.AtLineEnd ? input.Broken<SourceSpan>(Catalogue.RowNotClosed(input.Last)) : input.Expected<SourceSpan>(cellEnd);
    };
}

/// <summary>Cells with their bars.</summary>
internal sealed record CellsSyntax<T>(SourceSpan Span, List<T> Cells);
