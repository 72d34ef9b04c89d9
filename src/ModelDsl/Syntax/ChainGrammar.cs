using ModelDsl.Text;
using Sprache;

namespace ModelDsl.Syntax;

/// <summary>Chains of layers, groups, branches and residuals, in lines, cells and brackets.</summary>
internal sealed class ChainGrammar
{
    private static readonly ChainGrammar InLine = new(Separators.Line, () => InBrackets!);

    private static readonly ChainGrammar InCell = new(Separators.Cell, () => InCellBrackets!);

    private static readonly ChainGrammar InBrackets = new(Separators.Group, () => InBrackets!);

    private static readonly ChainGrammar InCellBrackets = new(Separators.CellGroup, () => InCellBrackets!);

    private static readonly Parser<SourceSpan> OpenGroup = Lexemes.Open(Expectations.Layer);

    private static readonly Parser<SourceSpan> CloseGroup = Lexemes.Close(Expectations.GroupEnd);

    private readonly Parser<SourceSpan> _separator;
    private readonly Func<ChainGrammar> _nested;

    private ChainGrammar(Parser<SourceSpan> separator, Func<ChainGrammar> nested)
    {
        _separator = separator;
        _nested = nested;
    }

    /// <summary>The chain of a line, over several lines where an arrow ends or begins one.</summary>
    public static readonly Parser<ChainSyntax> Line = InLine.Chain;

    /// <summary>The chain of a table's cell.</summary>
    public static readonly Parser<ChainSyntax> Cell = InCell.Chain;

    /// <summary>An argument in a layer's parentheses that is a chain, or several with an operator between them.</summary>
    public static IResult<OptionValue> Argument(LexemeInput input)
    {
        var operands = BranchGrammar.Operands(InBrackets.Chain, input);
        if (!operands.WasSuccessful) return operands.As<OperandsSyntax, OptionValue>();
        var behind = ((LexemeInput)operands.Remainder).PastNewlines();
        if (behind.Current is not (',' or ')')) return behind.Expected<OptionValue>(Expectations.ArgumentEnd);
        var chains = operands.Value.Chains;
        var span = chains[0].Span.To(chains[chains.Count - 1].Span);
        var chain = operands.Value.Operator is { } sign
            ? new ChainSyntax(span, new EquatableArray<ElementSyntax>([new BranchSyntax(span, sign, chains.ToEquatableArray(), null)]))
            : chains[0];
        return Result.Success(new ChainValue(span, chain), operands.Remainder);
    }

    private IResult<ChainSyntax> Chain(IInput i)
    {
        var elements = Combinators.SeparatedBy<ElementSyntax, SourceSpan>(Element, _separator)(i);
        if (!elements.WasSuccessful) return elements.As<List<ElementSyntax>, ChainSyntax>();
        var span = elements.Value[0].Span.To(elements.Value[elements.Value.Count - 1].Span);
        return Result.Success(new ChainSyntax(span, elements.Value.ToEquatableArray()), elements.Remainder);
    }

    private IResult<ElementSyntax> Element(IInput i)
    {
        var input = (LexemeInput)i;
        IResult<ElementSyntax> once = input.Current switch
        {
            '(' => Group(input),
            '[' => BranchGrammar.Branches(_nested().Chain, input),
            _ when ResidualGrammar.Begins(input) => ResidualGrammar.Residual(_nested().Chain, input),
            _ => LayerGrammar.Layer(input),
        };
        if (!once.WasSuccessful || !Scan.IsRepeat(input.Source, once.Remainder.Position)) return once;
        var repeat = Numbers.Repeat(once.Remainder);
        return repeat.WasSuccessful
            ? Result.Success(once.Value with { Span = once.Value.Span.To(repeat.Value.Span), Repeat = repeat.Value.Count }, repeat.Remainder)
            : repeat.As<RepeatSyntax, ElementSyntax>();
    }

    private IResult<ElementSyntax> Group(LexemeInput input)
    {
        var open = OpenGroup(input);
        if (!open.WasSuccessful) return open.As<SourceSpan, ElementSyntax>();
        var chain = _nested().Chain(open.Remainder);
        if (!chain.WasSuccessful) return chain.As<ChainSyntax, ElementSyntax>();
        var close = CloseGroup(chain.Remainder);
        return close.WasSuccessful
            ? Result.Success(new GroupSyntax(open.Value.To(close.Value), chain.Value, null), close.Remainder)
            : close.As<SourceSpan, ElementSyntax>();
    }
}
