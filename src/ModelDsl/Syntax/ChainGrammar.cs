using ModelDsl.Text;
using Sprache;

namespace ModelDsl.Syntax;

/// <summary>Chains of layers and groups, in lines, cells and parentheses.</summary>
internal static class ChainGrammar
{
    /// <summary>The chain of a line, over several lines where an arrow ends or begins one.</summary>
    public static readonly Parser<ChainSyntax> Line = Chain(Separators.Line, NestedGroup);

    /// <summary>The chain of a table's cell.</summary>
    public static readonly Parser<ChainSyntax> Cell = Chain(Separators.Cell, NestedCellGroup);

    private static readonly Parser<ElementSyntax> Group = Parenthesised(Chain(Separators.Group, NestedGroup));

    private static readonly Parser<ElementSyntax> CellGroup = Parenthesised(Chain(Separators.CellGroup, NestedCellGroup));

    private static IResult<ElementSyntax> NestedGroup(IInput input) => Group(input);

    private static IResult<ElementSyntax> NestedCellGroup(IInput input) => CellGroup(input);

    private static Parser<ChainSyntax> Chain(Parser<SourceSpan> separator, Parser<ElementSyntax> group) =>
        Repeatable(LayerGrammar.Layer).Else(Repeatable(group)).SeparatedBy(separator)
            .Select(elements => new ChainSyntax(elements[0].Span.To(elements.Last().Span), elements.ToEquatableArray()));

    private static Parser<ElementSyntax> Repeatable(Parser<ElementSyntax> element) => Sequences.Of(
        element,
        Numbers.Repeat.OrNull(),
        (once, repeat) => repeat is null ? once : once with { Span = once.Span.To(repeat.Span), Repeat = new NumberExpression(repeat.Span, repeat.Count) });

    private static Parser<ElementSyntax> Parenthesised(Parser<ChainSyntax> chain) => Sequences.Of(
        Lexemes.Open(Expectations.Layer),
        chain,
        Lexemes.Close(Expectations.GroupEnd),
        (open, inner, close) => new GroupSyntax(open.To(close), inner, null));
}
