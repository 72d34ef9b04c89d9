using ModelDsl.Graphs;
using ModelDsl.Text;

namespace ModelDsl.Diagnostics;

/// <content>What compiles but is hardly meant.</content>
public static partial class Catalogue
{
    public static Diagnostic LayerBehindSoftmax(SourceSpan span, string layer) =>
        Warning("MDL1081", span, $"{layer} works on the probabilities of a softmax; a softmax is usually the last layer");

    public static Diagnostic DropoutOfScores(SourceSpan span, string layer) =>
        Warning("MDL1082", span, $"{layer} drops the scores themselves; it belongs before the last layer that learns");

    public static Diagnostic BiasBeforeNormalisation(SourceSpan span, string layer, string normalisation) =>
        Warning("MDL1083", span, $"{normalisation} takes the bias of {layer} away again; write '(bias no)', or '(bias yes)' to keep it");

    /// <param name="span">The pooling's head.</param>
    /// <param name="layer">The pooling as written.</param>
    /// <param name="given">What it pools.</param>
    /// <param name="rows">How many rows at the bottom no window reaches.</param>
    /// <param name="columns">How many columns on the right.</param>
    public static Diagnostic PixelsDropped(SourceSpan span, string layer, Shape given, int rows, int columns)
    {
        var lost = rows == 0 ? Lines(columns, "column") : columns == 0 ? Lines(rows, "row") : rows == columns && rows == 1
            ? "the last row and column"
            : $"{Lines(rows, "row")} and {Lines(columns, "column")}";
        return Warning("MDL2081", span, $"{layer} never looks at {lost} of {given}; add (ceil), or choose sizes that fit");
    }

    private static string Lines(int count, string noun) => count == 1 ? $"the last {noun}" : FormattableString.Invariant($"the last {count} {noun}s");
}
