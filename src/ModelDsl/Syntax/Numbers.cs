using System.Globalization;
using ModelDsl.Diagnostics;
using ModelDsl.Text;
using Sprache;

namespace ModelDsl.Syntax;

/// <summary>The number tokens: sizes, repeats and the values of options.</summary>
internal static class Numbers
{
    /// <summary>Whole numbers joined by 'x', each at least 1.</summary>
    public static Parser<DimensionsSyntax> Sizes(string[] expectation) => Dimensions(expectation, least: 1, tight: false);

    /// <summary>As <see cref="Sizes"/>, inside a layer's head: the blanks behind it are left, for a head goes on without any.</summary>
    public static Parser<DimensionsSyntax> TightSizes(string[] expectation) => Dimensions(expectation, least: 1, tight: true);

    /// <summary>Whole numbers joined by 'x', zero or more.</summary>
    public static Parser<DimensionsSyntax> Counts(string[] expectation) => Dimensions(expectation, least: 0, tight: false);

    /// <summary>
    /// How often: <c>x3</c>, or an expression in parentheses, <c>x(n-1)</c>.
    /// </summary>
    public static readonly Parser<RepeatSyntax> Repeat = i =>
    {
        var input = (LexemeInput)i;
        if (!Scan.IsRepeat(input.Source, input.Position)) return input.Expected<RepeatSyntax>(Expectations.None);
        if (Scan.At(input.Source, input.Position + 1) == '(') return ComputedRepeat(input);
        var end = Scan.Repeat(input.Source, input.Position);
        if (Scan.At(input.Source, end) == '.') return input.Broken<RepeatSyntax>(Malformed(input, input.Position + 1));
        var digits = SourceSpan.FromBounds(input.Position + 1, end);
        if (Whole(input.Text(digits)) is not { } count || count > int.MaxValue)
        {
            return input.Broken<RepeatSyntax>(Catalogue.NumberTooLarge(digits, input.Text(digits)));
        }

        if (count == 0) return input.Broken<RepeatSyntax>(Catalogue.RepeatOfZero(digits));
        return Result.Success(new RepeatSyntax(SourceSpan.FromBounds(input.Position, end), new NumberExpression(digits, count)), input.After(input.Position, end));
    };

    /// <summary>A number: <c>2</c>, <c>-0.5</c>, <c>1e-4</c>.</summary>
    public static readonly Parser<NumberExpression> Real = i =>
    {
        var input = (LexemeInput)i;
        var text = input.Source;
        var start = input.Position;
        if (!BeginsNumber(text, start)) return input.Expected<NumberExpression>(Expectations.Operand);
        var end = EndOfReal(text, start);
        if (IsMalformed(text, end)) return input.Broken<NumberExpression>(Malformed(input, start));
        var span = SourceSpan.FromBounds(start, end);
        var written = input.Text(span).Replace("_", "");
        return double.TryParse(written, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && !double.IsInfinity(number)
            ? Result.Success(new NumberExpression(span, number), input.After(start, end))
            : input.Broken<NumberExpression>(Catalogue.NumberTooLarge(span, input.Text(span)));
    };

    /// <summary>The value of digits, or null over 2^63 - 1.</summary>
    public static long? Whole(string digits)
    {
        var value = 0L;
        foreach (var c in digits)
        {
            if (c == '_') continue;
            if (value > (long.MaxValue - (c - '0')) / 10) return null;
            value = (value * 10) + (c - '0');
        }

        return value;
    }

    private static Parser<DimensionsSyntax> Dimensions(string[] expectation, long least, bool tight) => i =>
    {
        var input = (LexemeInput)i;
        var text = input.Source;
        if (!Scan.IsDigit(input.Current)) return input.Expected<DimensionsSyntax>(expectation);
        var sizes = new List<long>();
        var end = input.Position;
        Diagnostic? first = null;
        for (var start = end; ; start = end + 1)
        {
            end = Scan.Digits(text, start);
            var digits = SourceSpan.FromBounds(start, end);
            var size = Whole(input.Text(digits));
            first ??= size is null ? Catalogue.NumberTooLarge(digits, input.Text(digits)) : size < least ? Catalogue.SizeNotPositive(digits) : null;
            sizes.Add(size ?? 0);
            if (text[end - 1] == '_' || Scan.At(text, end) != 'x' || !Scan.IsDigit(Scan.At(text, end + 1))) break;
        }

        if (Scan.At(text, end) == 'x' && Scan.At(text, end + 1) is '?' or '(')
        {
            return input.Broken<DimensionsSyntax>(Catalogue.Unexpected(new SourceSpan(end + 1, 1), "a size", text.Substring(end + 1, 1), "these are plain numbers"));
        }

        if (IsMalformed(text, end)) return input.Broken<DimensionsSyntax>(Malformed(input, input.Position));
        if (first is not null) return input.Broken<DimensionsSyntax>(first);
        var span = SourceSpan.FromBounds(input.Position, end);
        var behind = tight ? input.RightAfter(span.Start, end) : input.After(span.Start, end);
        return Result.Success(new DimensionsSyntax(span, sizes.ToEquatableArray()), behind);
    };

    private static bool IsWhole(string text) => text.Length > 0 && text.All(Scan.IsDigit);

    private static IResult<RepeatSyntax> ComputedRepeat(LexemeInput input)
    {
        var count = ExpressionGrammar.Parenthesised(input.RightAfter(input.Position, input.Position + 1));
        if (!count.WasSuccessful) return count.As<ExpressionSyntax, RepeatSyntax>();
        var behind = (LexemeInput)count.Remainder;
        return count.Value is NumberExpression { Number: 0 }
            ? input.Broken<RepeatSyntax>(Catalogue.RepeatOfZero(count.Value.Span))
            : Result.Success(new RepeatSyntax(SourceSpan.FromBounds(input.Position, behind.Last.End), count.Value), behind);
    }

    /// <summary>Whether a number stands here, perhaps with a minus of its own.</summary>
    public static bool BeginsNumber(string text, int position)
    {
        if (Scan.At(text, position) == '-') position++;
        if (Scan.At(text, position) == '.') position++;
        return Scan.IsDigit(Scan.At(text, position));
    }

    /// <summary>The end of a number with sign, point and exponent.</summary>
    private static int EndOfReal(string text, int position)
    {
        if (Scan.At(text, position) == '-') position++;
        position = Scan.Digits(text, position);
        if (Scan.At(text, position) == '.' && Scan.IsDigit(Scan.At(text, position + 1))) position = Scan.Digits(text, position + 1);
        if (Scan.At(text, position) is not ('e' or 'E')) return position;
        var exponent = position + (Scan.At(text, position + 1) is '+' or '-' ? 2 : 1);
        return Scan.IsDigit(Scan.At(text, exponent)) ? Scan.Digits(text, exponent) : position;
    }

    /// <summary>Whether a number runs into what belongs to none, as in <c>12abc</c>, <c>1_</c> and <c>3.</c>.</summary>
    private static bool IsMalformed(string text, int end) =>
        Scan.IsNamePart(Scan.At(text, end)) || Scan.At(text, end) is '.' or '\u00D7' || Scan.At(text, end - 1) == '_';

    private static Diagnostic Malformed(LexemeInput input, int start)
    {
        var text = input.Source;
        var end = EndOfReal(text, start);
        while (Scan.IsNamePart(Scan.At(text, end)) || Scan.At(text, end) is '.' or '\u00D7') end++;
        var span = SourceSpan.FromBounds(start, end);
        var written = input.Text(span);
        var meant = written.Replace('X', 'x').Replace('\u00D7', 'x').TrimEnd('_', '.');
        return Catalogue.MalformedNumber(span, written, meant != written && meant.Split('x').All(IsWhole) ? meant : null);
    }
}

/// <summary>How often an element stands in its chain, and where that is said.</summary>
internal sealed record RepeatSyntax(SourceSpan Span, ExpressionSyntax Count);
