using ModelDsl.Text;
using Sprache;

namespace ModelDsl.Syntax;

/// <summary>
/// What stands in a layer's parentheses: options <c>(pad 2, bias no)</c>, expressions <c>(4*n)</c> and values <c>(embed(left) - embed(right))</c>. Inside the
/// parentheses newlines mean nothing between options.
/// </summary>
internal static class OptionGrammar
{
    private static readonly Parser<Identifier> Word = Lexemes.Word(Expectations.Option);

    private static readonly Parser<SizeSyntax> Sizes = SizeGrammar.Counts(Expectations.None);

    private static readonly Parser<OptionValue> Value = i =>
    {
        var input = (LexemeInput)i;
        if (SizeGrammar.AreSeveral(input)) return SizesAsValue(input);
        if (BeginsExpression(input)) return ExpressionAsValue(input);
        var word = Word(input);
        return word.WasSuccessful ? Result.Success(new WordValue(word.Value.Span, word.Value.Text), word.Remainder) : input.Expected<OptionValue>(Expectations.None);
    };

    private static readonly Parser<List<OptionValue>> Values = Value.Repeated();

    private static readonly Parser<OptionSyntax> Option = i =>
    {
        var input = (LexemeInput)i;
        if (Lookahead.IsChain(input)) return Positional(input, ChainGrammar.Argument(input));
        return SizeGrammar.AreSeveral(input) || BeginsExpression(input) ? Positional(input, Value(input)) : Named(input);
    };

    /// <summary>The parentheses follow the head without a blank: behind one they would be a group.</summary>
    public static readonly Parser<OptionsSyntax> Options = Sequences.Of(
        Lexemes.AdjacentOpen,
        Option.SeparatedBy(Lexemes.CommaBetweenLines),
        Lexemes.Close(Expectations.OptionEnd),
        (open, options, close) => new OptionsSyntax(open.To(close), options.ToEquatableArray()));

    private static IResult<OptionSyntax> Named(LexemeInput input)
    {
        var name = Word(input);
        if (!name.WasSuccessful) return name.As<Identifier, OptionSyntax>();
        var values = Values(name.Remainder);
        if (!values.WasSuccessful) return values.As<List<OptionValue>, OptionSyntax>();
        var span = SourceSpan.FromBounds(input.Position, ((LexemeInput)values.Remainder).Last.End);
        return Result.Success(new OptionSyntax(span, name.Value, values.Value.ToEquatableArray()), values.Remainder);
    }

    private static IResult<OptionSyntax> Positional(LexemeInput input, IResult<OptionValue> value)
    {
        if (!value.WasSuccessful) return value.As<OptionValue, OptionSyntax>();
        var span = SourceSpan.FromBounds(input.Position, ((LexemeInput)value.Remainder).Last.End);
        return Result.Success(new OptionSyntax(span, null, new EquatableArray<OptionValue>([value.Value])), value.Remainder);
    }

    /// <summary>Whether an expression stands here; a word alone is none.</summary>
    private static bool BeginsExpression(LexemeInput input)
    {
        if (input.Current is '(' or '?' || Numbers.BeginsNumber(input.Source, input.Position)) return true;
        var end = Scan.Word(input.Source, input.Position);
        return end > input.Position && ExpressionGrammar.IsOperatorBehind(input.Source, end, isOneOfSeveral: true);
    }

    private static IResult<OptionValue> SizesAsValue(LexemeInput input)
    {
        var sizes = Sizes(input);
        if (!sizes.WasSuccessful) return sizes.As<SizeSyntax, OptionValue>();
        return Result.Success(new DimensionsValue(sizes.Value.Span, sizes.Value), sizes.Remainder);
    }

    private static IResult<OptionValue> ExpressionAsValue(LexemeInput input)
    {
        var expression = ExpressionGrammar.AsValue(input);
        if (!expression.WasSuccessful) return expression.As<ExpressionSyntax, OptionValue>();
        var span = SourceSpan.FromBounds(input.Position, ((LexemeInput)expression.Remainder).Last.End);
        return Result.Success<OptionValue>(
            expression.Value is NumberExpression { Number: var number } ? new NumberValue(expression.Value.Span, number) : new ComputedValue(span, expression.Value),
            expression.Remainder);
    }
}

/// <summary>Options with their parentheses.</summary>
internal sealed record OptionsSyntax(SourceSpan Span, EquatableArray<OptionSyntax> Options);
