using System.Globalization;
using ModelDsl.Graphs;
using ModelDsl.Text;

namespace ModelDsl.Diagnostics;

/// <content>Tokens and sequences.</content>
public static partial class Catalogue
{
    /// <param name="span">The layer's head.</param>
    /// <param name="layer">The layer as written.</param>
    /// <param name="before">The layer before it as written, or <c>input</c>.</param>
    /// <param name="given">The tokens.</param>
    public static Diagnostic NeedsNumbers(SourceSpan span, string layer, string before, Shape given) =>
        Error("MDL2040", span, $"{layer} needs numbers, but '{before}' gives {given}; put embed-N first");

    public static Diagnostic NeedsTokens(SourceSpan span, string layer, string before, Shape given) => Error(
        "MDL2041", span,
        $"{layer} needs tokens, but {Leaves(before, given)}{(before == "input" && given.Rank == 1 ? $"; write 'input {given} tokens(N)', with N the size of the vocabulary" : "")}");

    /// <summary>A layer over steps where there are none, with what would make some.</summary>
    public static Diagnostic NeedsASequence(SourceSpan span, string layer, string before, Shape given) => Error(
        "MDL2042", span,
        $"{layer} needs a sequence, steps x features, but {Leaves(before, given)}{(given.IsImage ? "; put 'sequence' first, which makes each position a step" : "")}");

    public static Diagnostic DropoutBetweenLayers(SourceSpan span, string layer) =>
        Error("MDL2043", span, $"dropout stands between the layers of a stack, and {layer} is one alone; say 'layers 2' or more, or put 'dropout' behind it");

    public static Diagnostic NoSizes(SourceSpan span, string layer) =>
        Error("MDL2044", span, $"{layer} needs the sizes to give, such as 'reshape 1x28x28'");

    /// <param name="span">The sizes.</param>
    /// <param name="before">The layer before it as written, or <c>input</c>.</param>
    /// <param name="given">What that leaves.</param>
    /// <param name="sizes">What it is to become, null for <c>?</c>.</param>
    public static Diagnostic CannotReshape(SourceSpan span, string before, Shape given, IReadOnlyList<int?> sizes)
    {
        var written = string.Join("x", sizes.Select(s => s is { } size ? size.ToString(CultureInfo.InvariantCulture) : "?"));
        var known = sizes.Aggregate(1m, (product, size) => Math.Min(product * (size ?? 1), 1e20m));
        var problem = sizes.Count(s => s is null) switch
        {
            0 => FormattableString.Invariant($"{written} holds {known:N0}"),
            1 => FormattableString.Invariant($"these are no multiple of the {known:N0} that {written} has without its '?'"),
            _ => $"{written} leaves more than one size open",
        };
        return Error("MDL2044", span, FormattableString.Invariant($"{Leaves(before, given)}, {given.Elements:N0} numbers, but ") + problem);
    }

    public static Diagnostic HeadsDoNotDivide(SourceSpan span, int heads, string before, Shape given) =>
        Error("MDL2045", span, FormattableString.Invariant($"{heads} heads do not divide the {given.Features} features; {Leaves(before, given)}"));

    public static Diagnostic MemoryDoesNotFit(SourceSpan span, string layer, Shape queries, Shape memory) => Error(
        "MDL2046", span,
        FormattableString.Invariant($"{layer} looks from {queries} at {memory}: both must be sequences of as many features; add 'fc-{queries[queries.Rank - 1]}(each)' behind what it looks at"));
}
