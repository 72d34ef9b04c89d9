using System.Globalization;

namespace ModelDsl.Syntax;

/// <summary>Expressions and sizes as text that reads as they do: <c>(4*n)+1</c>, <c>3x(s)x?</c>.</summary>
public static class ExpressionPrinter
{
    public static string Print(ExpressionSyntax expression) => expression switch
    {
        NumberExpression number => number.Number.ToString("R", CultureInfo.InvariantCulture),
        NameExpression name => name.Name,
        HoleExpression => "?",
        BinaryExpression binary => $"{Operand(binary.Left)}{binary.Operator}{Operand(binary.Right)}",
        _ => throw new ArgumentException($"There is no text for a {expression.GetType().Name}.", nameof(expression)),
    };

    public static string Print(SizeSyntax sizes) => sizes switch
    {
        DimensionsSyntax plain => string.Join("x", plain.Sizes.Select(size => size.ToString(CultureInfo.InvariantCulture))),
        ComputedSyntax { Sizes.Count: 1 } computed => Operand(computed.Sizes[0]),
        ComputedSyntax computed => string.Join("x", computed.Sizes.Select(size => size is NameExpression ? $"({Print(size)})" : Operand(size))),
        _ => throw new ArgumentException($"There is no text for a {sizes.GetType().Name}.", nameof(sizes)),
    };

    /// <summary>With parentheses where it has an operator, or is a negative number.</summary>
    internal static string Operand(ExpressionSyntax expression) =>
        expression is BinaryExpression or NumberExpression { Number: < 0 } ? $"({Print(expression)})" : Print(expression);
}
