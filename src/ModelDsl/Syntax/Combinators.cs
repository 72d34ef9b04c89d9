using ModelDsl.Diagnostics;
using Sprache;

namespace ModelDsl.Syntax;

/// <summary>What the grammar needs beside Sprache's own combinators.</summary>
internal static class Combinators
{
    private static readonly string[] NothingExpected = [];

    /// <summary>
    /// Elements between separators, at least one. A failure inside an element is the list's failure. Sprache's XMany has the same meaning,
    /// but gets there by parsing the broken element a second time, which doubles at each level of nesting.
    /// </summary>
    public static Parser<List<T>> SeparatedBy<T, TSeparator>(this Parser<T> element, Parser<TSeparator> separator) => input =>
    {
        var items = new List<T>();
        while (true)
        {
            var item = element(input);
            if (!item.WasSuccessful) return item.As<T, List<T>>();
            items.Add(item.Value);
            var next = separator(item.Remainder);
            if (next.WasSuccessful) input = next.Remainder;
            else if (next.Remainder.Equals(item.Remainder)) return Result.Success(items, item.Remainder);
            else return next.As<TSeparator, List<T>>();
        }
    };

    /// <summary>Elements side by side, perhaps none; fails as <see cref="SeparatedBy"/> does.</summary>
    public static Parser<List<T>> Repeated<T>(this Parser<T> element) => input =>
    {
        var items = new List<T>();
        while (true)
        {
            var item = element(input);
            if (item.WasSuccessful) items.Add(item.Value);
            else if (item.Remainder.Equals(input)) return Result.Success(items, input);
            else return item.As<T, List<T>>();
            input = item.Remainder;
        }
    };

    /// <summary>The value, or null where the parser does not begin here; fails where it begins and breaks.</summary>
    public static Parser<T?> OrNull<T>(this Parser<T> parser)
        where T : class => input =>
    {
        var result = parser(input);
        return !result.WasSuccessful && result.Remainder.Equals(input) ? Result.Success<T?>(null, input) : result;
    };

    /// <summary>
    /// The first parser or, where it does not begin, the second. (Sprache's XOr prefers the first's failure where both are at one place,
    /// and would lose the second's error.)
    /// </summary>
    public static Parser<T> Else<T>(this Parser<T> first, Parser<T> second) => input =>
    {
        var result = first(input);
        if (result.WasSuccessful || !result.Remainder.Equals(input)) return result;
        var other = second(input);
        return other.WasSuccessful || !other.Remainder.Equals(input)
            ? other
            : Result.Failure<T>(input, "", result.Expectations.Union(other.Expectations));
    };

    /// <summary>The first parser's value, once the second has succeeded behind it.</summary>
    public static Parser<T> ThenSkip<T, TSkipped>(this Parser<T> parser, Parser<TSkipped> skipped) => input =>
    {
        var result = parser(input);
        if (!result.WasSuccessful) return result;
        var end = skipped(result.Remainder);
        return end.WasSuccessful ? Result.Success(result.Value, end.Remainder) : end.As<TSkipped, T>();
    };

    /// <summary>The value once more, as a second parser without text of its own sees it: it may refuse.</summary>
    public static Parser<TResult> Checked<T, TResult>(this Parser<T> parser, Func<T, LexemeInput, IResult<TResult>> check) => input =>
    {
        var result = parser(input);
        return result.WasSuccessful ? check(result.Value, (LexemeInput)result.Remainder) : result.As<T, TResult>();
    };

    /// <summary>A failure of another type.</summary>
    public static IResult<TOther> As<T, TOther>(this IResult<T> failure) =>
        Result.Failure<TOther>(failure.Remainder, failure.Message, failure.Expectations);

    /// <summary>A failure with one expectation, for a parser that has not begun.</summary>
    public static IResult<T> Expected<T>(this IInput input, string[] expectation) => Result.Failure<T>(input, "", expectation);

    /// <summary>A failure whose words are known; no alternative is tried.</summary>
    public static IResult<T> Broken<T>(this LexemeInput input, Diagnostic error) =>
        Result.Failure<T>(input.With(error), error.Message, NothingExpected);
}
