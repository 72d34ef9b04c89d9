using System.Globalization;
using ModelDsl.Diagnostics;
using ModelDsl.Layers;
using ModelDsl.Syntax;

namespace ModelDsl.Binding;

/// <summary>What expressions over parameters and constants come to. A result that depends on an unknown number is null without a word.</summary>
/// <param name="scope">What names stand for.</param>
/// <param name="diagnostics">Where to report.</param>
/// <param name="hole">What <c>?</c> stands for while it is tried; null where it is unknown.</param>
internal sealed class Arithmetic(NumberScope scope, ICollection<Diagnostic> diagnostics, long? hole = null)
{
    public NumberScope Scope { get; } = scope;

    /// <summary>The value of an expression, whatever it is.</summary>
    public double? Number(ExpressionSyntax expression)
    {
        switch (expression)
        {
            case NumberExpression number:
                return number.Number;
            case NameExpression name:
                if (Scope.Contains(name.Name)) return Scope[name.Name];
                diagnostics.Add(Catalogue.UnknownNumber(name.Span, name.Name, Spelling.Closest(name.Name, Scope.Names)));
                return null;
            case BinaryExpression binary:
                var (left, right) = (Number(binary.Left), Number(binary.Right));
                return binary.Operator switch
                {
                    '+' => left + right,
                    '-' => left - right,
                    '*' => left * right,
                    _ => left / right,
                };
            case HoleExpression when hole is not null:
                return hole;
            default:
                diagnostics.Add(Catalogue.HoleOutOfPlace(expression.Span));
                return null;
        }
    }

    /// <summary>The value of an expression where a whole number from <paramref name="least"/> is needed.</summary>
    public long? Whole(ExpressionSyntax expression, long least)
    {
        if (Number(expression) is not { } number) return null;
        if (number == Math.Floor(number) && number >= least && number <= int.MaxValue) return (long)number;
        diagnostics.Add(Catalogue.NotWhole(expression.Span, number.ToString("R", CultureInfo.InvariantCulture), least, isTooLarge: number > int.MaxValue));
        return null;
    }

    /// <summary>Sizes with every expression evaluated; null where one is unknown or wrong. A <c>?</c> stays.</summary>
    public SizeSyntax? Sizes(SizeSyntax sizes)
    {
        if (sizes is not ComputedSyntax computed) return sizes;
        var values = new List<ExpressionSyntax>();
        foreach (var size in computed.Sizes)
        {
            if (size is HoleExpression && hole is null) values.Add(size);
            else if (Whole(size, least: 1) is { } value) values.Add(new NumberExpression(size.Span, value));
            else return null;
        }

        return values.Any(v => v is HoleExpression)
            ? computed with { Sizes = new(values) }
            : new DimensionsSyntax(sizes.Span, new(values.Select(v => (long)((NumberExpression)v).Number)));
    }

    /// <summary>Whether an expression has a <c>?</c> in it.</summary>
    public static bool HasHole(ExpressionSyntax expression) => expression switch
    {
        HoleExpression => true,
        BinaryExpression binary => HasHole(binary.Left) || HasHole(binary.Right),
        _ => false,
    };
}
