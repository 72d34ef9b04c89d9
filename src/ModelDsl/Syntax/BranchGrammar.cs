using ModelDsl.Diagnostics;
using ModelDsl.Text;
using Sprache;

namespace ModelDsl.Syntax;

/// <summary>Branches, <c>[ a | b ]</c>: chains with one and the same operator between them. Newlines around the operators mean nothing.</summary>
internal static class BranchGrammar
{
    private static readonly Parser<SourceSpan> Open = Lexemes.Open(Expectations.Layer, '[');

    private static readonly Parser<SourceSpan> Close = Lexemes.Close(Expectations.BranchEnd, ']');

    public static IResult<ElementSyntax> Branches(Parser<ChainSyntax> chain, LexemeInput input)
    {
        var open = Open(input);
        if (!open.WasSuccessful) return open.As<SourceSpan, ElementSyntax>();
        var operands = Operands(chain, (LexemeInput)open.Remainder);
        if (!operands.WasSuccessful) return operands.As<OperandsSyntax, ElementSyntax>();
        var close = Close(operands.Remainder);
        if (!close.WasSuccessful) return close.As<SourceSpan, ElementSyntax>();
        var span = open.Value.To(close.Value);
        return operands.Value.Operator is { } sign
            ? Result.Success(new BranchSyntax(span, sign, operands.Value.Chains.ToEquatableArray(), null), close.Remainder)
            : ((LexemeInput)close.Remainder).Broken<ElementSyntax>(Catalogue.OneBranch(span));
    }

    /// <summary>Chains joined by an operator, or one alone.</summary>
    public static IResult<OperandsSyntax> Operands(Parser<ChainSyntax> chain, LexemeInput input)
    {
        var chains = new List<ChainSyntax>();
        BranchOperator? first = null;
        while (true)
        {
            var operand = chain(input);
            if (!operand.WasSuccessful) return operand.As<ChainSyntax, OperandsSyntax>();
            chains.Add(operand.Value);
            var sign = ((LexemeInput)operand.Remainder).PastNewlines();
            if (OperatorAt(sign) is not { } next) return Result.Success(new OperandsSyntax(first, chains), operand.Remainder);
            if (next != (first ??= next))
            {
                return sign.Broken<OperandsSyntax>(Catalogue.MixedOperators(new SourceSpan(sign.Position, 1), Written(first.Value), sign.Current));
            }

            input = sign.After(sign.Position, sign.Position + 1).PastNewlines();
        }
    }

    /// <summary>A hyphen before digits is no operator, but that of a width behind a blank.</summary>
    private static BranchOperator? OperatorAt(LexemeInput input) => input.Current switch
    {
        '-' when !EndsInBracket(input) && Scan.IsDigit(Scan.At(input.Source, Scan.Blanks(input.Source, input.Position + 1))) => null,
        '|' => BranchOperator.Concatenate,
        '+' => BranchOperator.Add,
        '-' => BranchOperator.Subtract,
        '*' => BranchOperator.Multiply,
        _ => null,
    };

    private static bool EndsInBracket(LexemeInput input) => input.Last.Length > 0 && input.Source[input.Last.End - 1] is ')' or ']';

    private static char Written(BranchOperator sign) => sign switch
    {
        BranchOperator.Concatenate => '|',
        BranchOperator.Add => '+',
        BranchOperator.Subtract => '-',
        _ => '*',
    };
}

/// <summary>Chains and what stands between them; no operator where there is one chain.</summary>
internal sealed record OperandsSyntax(BranchOperator? Operator, List<ChainSyntax> Chains);
