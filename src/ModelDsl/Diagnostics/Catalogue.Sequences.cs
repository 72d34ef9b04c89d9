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
}
