using System.Globalization;
using ModelDsl.Diagnostics;
using ModelDsl.Layers;
using ModelDsl.Syntax;

namespace ModelDsl.Binding;

/// <summary>What expressions over parameters and constants come to. A result that depends on an unknown number is null without a word.</summary>
internal sealed class Arithmetic(NumberScope scope, ICollection<Diagnostic> diagnostics)
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
        diagnostics.Add(Catalogue.NotWhole(expression.Span, number.ToString("R", CultureInfo.InvariantCulture), least));
        return null;
    }

    /// <summary>Sizes with every expression evaluated; null where one is unknown or wrong. A size to be found out stays.</summary>
    public SizeSyntax? Sizes(SizeSyntax sizes)
    {
        if (sizes is not ComputedSyntax computed) return sizes;
        var values = new List<long>();
        foreach (var size in computed.Sizes)
        {
            if (size is HoleExpression) values.Add(Hole);
            else if (Whole(size, least: 1) is { } value) values.Add(value);
            else return null;
        }

        return new DimensionsSyntax(sizes.Span, new(values));
    }

    /// <summary>Stands for <c>?</c> among evaluated sizes.</summary>
    public const long Hole = 0;
}
