using ModelDsl.Diagnostics;
using Sprache;

namespace ModelDsl.Syntax;

/// <summary>What the grammar needs beside Sprache's own combinators.</summary>
internal static class Combinators
{
    private static readonly string[] NothingExpected = [];

    /// <summary>
    /// Elements between separators, at least one. A failure inside an element is the list's failure. Sprache's XMany has the same meaning, but gets there
    /// by parsing the broken element a second time, which doubles at each level of nesting.
    /// </summary>
    public static Parser<List<T>> SeparatedBy<T, TSeparator>(this Parser<T> element, Parser<TSeparator> separator) => input =>
    {
        var items = new List<T>();
        while (true)
        {
            var item = element(input);
            if (!item.WasSuccessful) return Result.Failure<List<T>>(item.Remainder, item.Message, item.Expectations);
            items.Add(item.Value);
            var next = separator(item.Remainder);
            if (next.WasSuccessful) input = next.Remainder;
            else if (next.Remainder.Equals(item.Remainder)) return Result.Success(items, item.Remainder);
            else return Result.Failure<List<T>>(next.Remainder, next.Message, next.Expectations);
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
            else return Result.Failure<List<T>>(item.Remainder, item.Message, item.Expectations);
            input = item.Remainder;
        }
    };

    /// <summary>The value, or null where the parser does not begin here; fails where it begins and breaks.</summary>
    public static Parser<T?> OrNull<T>(this Parser<T> parser)
        where T : class => input =>
    {
        var result = parser(input);
        return result.WasSuccessful ? result
            : result.Remainder.Equals(input) ? Result.Success<T?>(null, input)
            : Result.Failure<T?>(result.Remainder, result.Message, result.Expectations);
    };

    /// <summary>The first parser's value, once the second has succeeded behind it.</summary>
    public static Parser<T> ThenSkip<T, TSkipped>(this Parser<T> parser, Parser<TSkipped> skipped) => input =>
    {
        var result = parser(input);
        if (!result.WasSuccessful) return result;
        var end = skipped(result.Remainder);
        return end.WasSuccessful ? Result.Success(result.Value, end.Remainder) : Result.Failure<T>(end.Remainder, end.Message, end.Expectations);
    };

    /// <summary>A failure with one expectation, for a parser that has not begun.</summary>
    public static IResult<T> Expected<T>(this IInput input, string[] expectation) => Result.Failure<T>(input, "", expectation);

    /// <summary>A failure whose words are known; no alternative is tried.</summary>
    public static IResult<T> Broken<T>(this LexemeInput input, Diagnostic error) => Result.Failure<T>(input.With(error), error.Message, NothingExpected);
}
