using ModelDsl.Diagnostics;
using ModelDsl.Text;
using Sprache;

namespace ModelDsl.Syntax;

/// <summary>Sizes of which some may be names, expressions or to be found out: <c>n</c>, <c>(4*n)</c>, <c>3x(s)x(s)</c>, <c>1x?</c>.</summary>
internal static class SizeGrammar
{
    /// <summary>Sizes of a head; the blanks behind are left, for a head goes on without any. A name may stand alone: <c>conv3-64/stride</c>.</summary>
    public static Parser<SizeSyntax> InHead(string[] expectation) => Sizes(expectation, least: 1, tight: true);

    /// <summary>Sizes each of at least 1.</summary>
    public static Parser<SizeSyntax> Sizes(string[] expectation) => Sizes(expectation, least: 1, tight: false);

    /// <summary>Sizes each of at least 0, as in <c>pad 0x3</c>.</summary>
    public static Parser<SizeSyntax> Counts(string[] expectation) => Sizes(expectation, least: 0, tight: false);

    /// <summary>Whether a size stands here, not a name.</summary>
    public static bool Begins(string text, int position) => Scan.At(text, position) is '?' or '(' || Scan.IsDigit(Scan.At(text, position));

    /// <summary>Whether several sizes stand here, joined by 'x'.</summary>
    public static bool AreSeveral(LexemeInput input) =>
        Begins(input.Source, input.Position) && IsJoined(input.Source, EndOfPart(input, input.Position));

    private static Parser<SizeSyntax> Sizes(string[] expectation, long least, bool tight)
    {
        Parser<SizeSyntax> plain = tight ? Numbers.TightSizes(expectation) : least == 0 ? Numbers.Counts(expectation) : Numbers.Sizes(expectation);
        return i =>
        {
            var input = (LexemeInput)i;
            if (tight && Scan.IsNameStart(input.Current)) return Name(input);
            return Begins(input.Source, input.Position) && !ArePlain(input) ? Computed(input, least, tight) : plain(i);
        };
    }

    private static IResult<SizeSyntax> Name(LexemeInput input)
    {
        var span = SourceSpan.FromBounds(input.Position, Scan.ValueName(input.Source, input.Position));
        return Result.Success(OfName(span, input.Text(span)), input.RightAfter(span.Start, span.End));
    }

    /// <summary>The size that a name alone is.</summary>
    public static SizeSyntax OfName(SourceSpan span, string name) =>
        new ComputedSyntax(span, new EquatableArray<ExpressionSyntax>([new NameExpression(span, name)]));

    private static bool ArePlain(LexemeInput input)
    {
        for (var position = input.Position; ; position++)
        {
            if (!Scan.IsDigit(Scan.At(input.Source, position))) return false;
            position = Scan.Digits(input.Source, position);
            if (!IsJoined(input.Source, position)) return true;
        }
    }

    private static bool IsJoined(string text, int position) => Scan.At(text, position) == 'x' && Begins(text, position + 1);

    private static int EndOfPart(LexemeInput input, int position) => input.Source[position] switch
    {
        '?' => position + 1,
        '(' => (input.Brackets.CloserOf(position) ?? position) + 1,
        _ => Scan.Digits(input.Source, position),
    };

    private static IResult<SizeSyntax> Computed(LexemeInput input, long least, bool tight)
    {
        var sizes = new List<ExpressionSyntax>();
        var start = input.Position;
        var next = input;
        int end;
        while (true)
        {
            end = EndOfPart(next, next.Position);
            var size = Part(next, least);
            if (!size.WasSuccessful) return size.As<ExpressionSyntax, SizeSyntax>();
            sizes.Add(size.Value);
            if (!IsJoined(input.Source, end)) break;
            next = input.At(end + 1);
        }

        var span = SourceSpan.FromBounds(start, end);
        while (Scan.At(input.Source, end) is var c && (Scan.IsNamePart(c) || c == '?' || (c == '(' && !tight))) end = c == '(' ? EndOfPart(input, end) : end + 1;
        if (end > span.End)
        {
            var all = SourceSpan.FromBounds(start, end);
            return input.Broken<SizeSyntax>(Catalogue.MalformedSizes(all, input.Text(all)));
        }

        var behind = tight ? input.RightAfter(start, span.End) : input.After(start, span.End);
        SizeSyntax result = sizes.Count == 1 && Plain(sizes[0]) is { } plain ? plain : new ComputedSyntax(span, sizes.ToEquatableArray());
        return Result.Success(result, behind);
    }

    private static IResult<ExpressionSyntax> Part(LexemeInput input, long least)
    {
        if (input.Current == '(')
        {
            var inner = ExpressionGrammar.Parenthesised(input);
            return inner.WasSuccessful && inner.Value is NumberExpression { Number: var number } && number < least
                ? input.Broken<ExpressionSyntax>(Catalogue.SizeNotPositive(inner.Value.Span))
                : inner;
        }

        if (input.Current == '?') return Result.Success(new HoleExpression(new SourceSpan(input.Position, 1)), input);
        var digits = SourceSpan.FromBounds(input.Position, Scan.Digits(input.Source, input.Position));
        if (Numbers.Whole(input.Text(digits)) is not { } size || size > int.MaxValue)
        {
            return input.Broken<ExpressionSyntax>(Catalogue.NumberTooLarge(digits, input.Text(digits)));
        }

        return size < least ? input.Broken<ExpressionSyntax>(Catalogue.SizeNotPositive(digits)) : Result.Success(new NumberExpression(digits, size), input);
    }

    /// <summary>A whole number in parentheses is that number.</summary>
    private static DimensionsSyntax? Plain(ExpressionSyntax size) =>
        size is NumberExpression { Number: var number } && number == Math.Floor(number) && number <= int.MaxValue
            ? new DimensionsSyntax(size.Span, new EquatableArray<long>([(long)number]))
            : null;
}
