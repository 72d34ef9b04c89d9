using ModelDsl.Graphs;
using ModelDsl.Text;

namespace ModelDsl.Diagnostics;

/// <content>Shapes that do not go together.</content>
public static partial class Catalogue
{
    /// <param name="span">The layer's head.</param>
    /// <param name="layer">The layer as written.</param>
    /// <param name="least">The smallest input it takes.</param>
    /// <param name="before">The layer before it as written, or <c>input</c>.</param>
    /// <param name="given">What that leaves.</param>
    public static Diagnostic WindowLargerThanInput(SourceSpan span, string layer, Size2 least, string before, Shape given) =>
        Error("MDL2001", span, $"{layer} needs an input of at least {least}, but {Leaves(before, given)}");

    public static Diagnostic NeedsAnImage(SourceSpan span, string layer, string before, Shape given) =>
        Error("MDL2002", span, $"{layer} needs channels x height x width, but {Leaves(before, given)}{(given.Rank == 2 && before == "input" ? $"; write 'input {given} gray' or 'input 1x{given}'" : "")}");

    public static Diagnostic GroupsDoNotDivide(SourceSpan span, int groups, int inputChannels, int outputChannels) =>
        Error("MDL2003", span, FormattableString.Invariant($"{groups} groups do not divide {(inputChannels % groups != 0 ? $"the {inputChannels} channels of the input" : $"the width {outputChannels}")}"));

    public static Diagnostic EvenKernel(SourceSpan span, string layer, Size2 reach) =>
        Error("MDL2005", span, $"{layer} cannot keep its input's size: a window of {reach} has no padding that is the same on both sides; add (valid) or (pad N)");

    public static Diagnostic PadAndValid(SourceSpan span, string pad = "pad") =>
        Error("MDL2006", span, $"'valid' means no padding, but '{pad}' asks for some; remove one");

    public static Diagnostic PaddingOverHalf(SourceSpan span, Size2 padding, Size2 kernel) =>
        Error("MDL2007", span, $"a padding of {padding} is more than half the {kernel} window: some windows would see padding alone");

    public static Diagnostic EvenNeighbourhood(SourceSpan span, int size) =>
        Error("MDL2008", span, FormattableString.Invariant($"lrn needs an odd number of neighbouring channels, so that they lie evenly on both sides; {size} is even"));

    public static Diagnostic TooLarge(SourceSpan span, string what, string shape) =>
        Error("MDL2010", span, $"{what} would be {shape}, more than 2,147,483,647 numbers");

    private static string Leaves(string before, Shape given) => before == "input" ? $"the input is {given}" : $"'{before}' before it leaves {given}";
}
