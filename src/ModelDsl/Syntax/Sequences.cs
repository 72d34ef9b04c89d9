using Sprache;

namespace ModelDsl.Syntax;

/// <summary>
/// Parsers one behind the other, as a query (<c>from ... from ... select</c>) has them. A query makes some five objects for each step,
/// which is too many for what stands in every layer.
/// </summary>
internal static class Sequences
{
    public static Parser<TResult> Of<T1, T2, TResult>(Parser<T1> first, Parser<T2> second, Func<T1, T2, TResult> select) => i =>
    {
        var a = first(i);
        if (!a.WasSuccessful) return a.As<T1, TResult>();
        var b = second(a.Remainder);
        return b.WasSuccessful ? Result.Success(select(a.Value, b.Value), b.Remainder) : b.As<T2, TResult>();
    };

    public static Parser<TResult> Of<T1, T2, T3, TResult>(
        Parser<T1> first, Parser<T2> second, Parser<T3> third, Func<T1, T2, T3, TResult> select) => i =>
    {
        var a = first(i);
        if (!a.WasSuccessful) return a.As<T1, TResult>();
        var b = second(a.Remainder);
        if (!b.WasSuccessful) return b.As<T2, TResult>();
        var c = third(b.Remainder);
        return c.WasSuccessful ? Result.Success(select(a.Value, b.Value, c.Value), c.Remainder) : c.As<T3, TResult>();
    };
}
