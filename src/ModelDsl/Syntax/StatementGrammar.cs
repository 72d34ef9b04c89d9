using ModelDsl.Diagnostics;
using ModelDsl.Text;
using Sprache;

namespace ModelDsl.Syntax;

/// <summary>The lines below a heading, one parser each; a line's first word says which.</summary>
internal static class StatementGrammar
{
    private static readonly Parser<StatementSyntax> Activation =
        from keyword in Lexemes.Keyword
        from layer in LayerGrammar.Layer
        from end in Lexemes.LineEnd(Expectations.LineEnd)
        select new ActivationStatement(keyword.To(layer.Span), layer);

    private static readonly Parser<StatementSyntax> Defaults =
        from keyword in Lexemes.Keyword
        from layers in LayerGrammar.Layer.SeparatedBy(Lexemes.CommaBeforeLine)
        from end in Lexemes.LineEnd(Expectations.ListEnd)
        select new DefaultsStatement(keyword.To(layers.Last().Span), layers.ToEquatableArray());

    private static readonly Parser<StatementSyntax> Precision =
        from keyword in Lexemes.Keyword
        from precision in Lexemes.WordInLine(Scan.ValueName, Expectations.Precision)
        from end in Lexemes.LineEnd(Expectations.LineEnd)
        select new PrecisionStatement(keyword.To(precision.Span), precision);

    private static readonly Parser<StatementSyntax> Output =
        from keyword in Lexemes.Keyword
        from values in Lexemes.WordInLine(Scan.ValueName, Expectations.Value).SeparatedBy(Lexemes.CommaBeforeLine)
        from end in Lexemes.LineEnd(Expectations.ListEnd)
        select new OutputStatement(keyword.To(values.Last().Span), values.ToEquatableArray());

    private static readonly Parser<CellsSyntax<DimensionsSyntax>> FigureValues = RowGrammar.Figures.Else(
        Numbers.Counts(Expectations.FigureValue).Select(value => new CellsSyntax<DimensionsSyntax>(value.Span, [value])));

    private static readonly Parser<ExpectationSyntax> Figure =
        from name in Lexemes.FigureWord
        from values in FigureValues
        select new ExpectationSyntax(name.Span.To(values.Span), name, values.Cells.ToEquatableArray());

    private static readonly Parser<StatementSyntax> Expect =
        from keyword in Lexemes.Keyword
        from figures in Figure.SeparatedBy(Lexemes.CommaBeforeLine)
        from end in Lexemes.LineEnd(Expectations.ListEnd)
        select new ExpectStatement(keyword.To(figures.Last().Span), figures.ToEquatableArray());

    private static readonly Parser<StatementSyntax> Chain =
        from start in Lexemes.Here
        from arrow in Lexemes.ArrowOrNothing
        from name in Lexemes.NameBeforeEquals.OrNull()
        from chain in ChainGrammar.Line
        from end in Lexemes.LineEnd(Expectations.ChainEnd)
        select new ChainStatement(SourceSpan.FromBounds(start, chain.Span.End), name, chain);

    private static readonly Parser<StatementSyntax> Other = RowGrammar.Row.Else(ConstantGrammar.Constant).Else(Chain);

    private static readonly IReadOnlyDictionary<string, Parser<StatementSyntax>> ByKeyword = new Dictionary<string, Parser<StatementSyntax>>
    {
        ["input"] = InputGrammar.Input,
        ["activation"] = Activation,
        ["defaults"] = Defaults,
        ["precision"] = Precision,
        ["loss"] = LossGrammar.Loss,
        ["output"] = Output,
        ["expect"] = Expect,
    };

    /// <summary>A statement and the end of its line. A heading is none, nor is a net, which has a body.</summary>
    public static readonly Parser<StatementSyntax> Statement = i =>
    {
        var input = (LexemeInput)i;
        if (Keywords.StatementAt(input.Source, input.Position) is not { } keyword) return Other(i);
        var word = SourceSpan.FromBounds(input.Position, Scan.Word(input.Source, input.Position));
        if (Lexemes.NameBeforeEquals(i).WasSuccessful) return input.Broken<StatementSyntax>(Catalogue.KeywordAsName(word, keyword));
        return ByKeyword[keyword](i);
    };
}
