using ModelDsl.Diagnostics;
using ModelDsl.Text;
using Sprache;

namespace ModelDsl.Syntax;

/// <summary>
/// Arithmetic: <c>4*n</c>, <c>(c + 1)/r</c>. Operators bind as everywhere, and equal ones to the left. In parentheses newlines
/// mean nothing.
/// </summary>
internal sealed class ExpressionGrammar
{
    /// <summary>
    /// How deep operators may lie in each other. Those of one kind side by side lie in each other too (<c>a+b+c</c> is <c>(a+b)+c</c>), and whatever walks
    /// the tree recurses.
    /// </summary>
    private const int MaximalDepth = 128;

    private static readonly ExpressionGrammar Nested = new(overNewlines: true, isOneOfSeveral: false);

    private static readonly Parser<SourceSpan> Opener = Lexemes.Open(Expectations.Operand);

    private static readonly Parser<SourceSpan> Closer = Lexemes.Close(Expectations.ExpressionEnd);

    private readonly bool _overNewlines;
    private readonly bool _isOneOfSeveral;

    private ExpressionGrammar(bool overNewlines, bool isOneOfSeveral)
    {
        _overNewlines = overNewlines;
        _isOneOfSeveral = isOneOfSeveral;
    }

    /// <summary>All between parentheses.</summary>
    public static readonly Parser<ExpressionSyntax> InParentheses = Nested.Parse;

    /// <summary>A part of a line.</summary>
    public static readonly Parser<ExpressionSyntax> OnLine = new ExpressionGrammar(overNewlines: false, isOneOfSeveral: false).Parse;

    /// <summary>One of the values of an option, which stand side by side: <c>a - 1</c> is one value, <c>a -1</c> are two.</summary>
    public static readonly Parser<ExpressionSyntax> AsValue = new ExpressionGrammar(overNewlines: false, isOneOfSeveral: true).Parse;

    /// <summary>An expression with parentheses around it, which are read with it.</summary>
    public static readonly Parser<ExpressionSyntax> Parenthesised = Sequences.Of(Opener, InParentheses, Closer, (_, expression, _) => expression);

    /// <summary>Whether an operator stands behind the operand that ends here, and the blanks behind it.</summary>
    /// <param name="text">The text.</param>
    /// <param name="end">Where the operand ends.</param>
    /// <param name="isOneOfSeveral">As an option's values: a minus right before a number, with a blank before it, is that number's own.</param>
    public static bool IsOperatorBehind(string text, int end, bool isOneOfSeveral)
    {
        var position = Scan.Blanks(text, end);
        return Scan.At(text, position) is '+' or '-' or '*' or '/' && IsOperator(text, position, end, isOneOfSeveral);
    }

    private static bool IsOperator(string text, int position, int before, bool isOneOfSeveral)
    {
        if (text[position] != '-') return true;
        if (Scan.IsArrow(text, position)) return false;
        return !isOneOfSeveral || position == before || !(Scan.IsDigit(Scan.At(text, position + 1)) || Scan.At(text, position + 1) == '.');
    }

    private IResult<ExpressionSyntax> Parse(IInput input)
    {
        var sum = Sum((LexemeInput)input);
        return sum.WasSuccessful ? Result.Success(sum.Value.Node, sum.Remainder) : sum.As<Operand, ExpressionSyntax>();
    }

    private IResult<Operand> Sum(LexemeInput input) => Joined(input, Product, '+', '-');

    private IResult<Operand> Product(LexemeInput input) => Joined(input, Factor, '*', '/');

    private IResult<Operand> Joined(LexemeInput input, Func<LexemeInput, IResult<Operand>> operand, char one, char other)
    {
        var left = operand(input);
        while (left.WasSuccessful)
        {
            var behind = (LexemeInput)left.Remainder;
            var sign = _overNewlines ? behind.PastNewlines() : behind;
            if (sign.Current != one && sign.Current != other) break;
            if (!IsOperator(sign.Source, sign.Position, behind.Last.End, _isOneOfSeveral)) break;
            var next = sign.After(sign.Position, sign.Position + 1);
            var right = operand(_overNewlines ? next.PastNewlines() : next);
            if (!right.WasSuccessful) return right;
            var depth = 1 + Math.Max(left.Value.Depth, right.Value.Depth);
            if (depth > MaximalDepth) return sign.Broken<Operand>(Catalogue.ExpressionTooLong(new SourceSpan(sign.Position, 1), MaximalDepth));
            var span = left.Value.Span.To(right.Value.Span);
            left = Result.Success(new Operand(new BinaryExpression(span, sign.Current, left.Value.Node, right.Value.Node), span, depth), right.Remainder);
        }

        return left;
    }

    private IResult<Operand> Factor(LexemeInput input)
    {
        var text = input.Source;
        var start = input.Position;
        if (input.Current == '(') return Bracketed(input);
        if (input.Current == '?')
        {
            var hole = new HoleExpression(new SourceSpan(start, 1));
            return Result.Success(new Operand(hole, hole.Span, 0), input.After(start, start + 1));
        }

        var end = Scan.ValueName(text, start);
        if (end > start)
        {
            var name = new NameExpression(SourceSpan.FromBounds(start, end), text.Substring(start, end - start));
            return Result.Success(new Operand(name, name.Span, 0), input.After(start, end));
        }

        var times = Scan.Digits(text, start);
        if (_overNewlines && Scan.ValueName(text, times) is var product && times > start && product > times && Scan.At(text, times) is not ('e' or 'E' or 'x' or 'X'))
        {
            var all = SourceSpan.FromBounds(start, product);
            return input.Broken<Operand>(Catalogue.MalformedNumber(all, input.Text(all), $"{text.Substring(start, times - start)}*{text.Substring(times, product - times)}"));
        }

        var number = Numbers.Real(input);
        return number.WasSuccessful ? Result.Success(new Operand(number.Value, number.Value.Span, 0), number.Remainder) : number.As<NumberExpression, Operand>();
    }

    private static IResult<Operand> Bracketed(LexemeInput input)
    {
        var open = Opener(input);
        if (!open.WasSuccessful) return open.As<SourceSpan, Operand>();
        var inner = Nested.Sum((LexemeInput)open.Remainder);
        if (!inner.WasSuccessful) return inner;
        var close = Closer(inner.Remainder);
        return close.WasSuccessful
            ? Result.Success(inner.Value with { Span = open.Value.To(close.Value) }, close.Remainder)
            : close.As<SourceSpan, Operand>();
    }

    /// <summary>An expression with the parentheses around it, and how deep its operators lie in each other.</summary>
    private sealed record Operand(ExpressionSyntax Node, SourceSpan Span, int Depth);
}
