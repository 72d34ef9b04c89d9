using ModelDsl.Text;

namespace ModelDsl.Diagnostics;

/// <content>Words that mean nothing, or not here: layers, options, settings, names.</content>
public static partial class Catalogue
{
    /// <param name="span">The layer's head.</param>
    /// <param name="written">The head as written, <c>covn3-64</c>.</param>
    /// <param name="suggestion">The head as it was perhaps meant, <c>conv3-64</c>.</param>
    public static Diagnostic UnknownLayer(SourceSpan span, string written, string? suggestion) =>
        Error("MDL1003", span, $"unknown layer '{written}'{DidYouMean(suggestion)}");

    public static Diagnostic UnknownOption(SourceSpan span, string option, string layer, string? suggestion, IReadOnlyList<string> known, string? fix = null) =>
        Error("MDL1004", span, known.Count == 0
            ? $"{layer} takes no options"
            : $"{layer} has no option '{option}'{(fix is null ? DidYouMean(suggestion) : $"; {fix}")}{(fix is null && suggestion is null ? Known(layer, known) : "")}");

    /// <param name="span">The option.</param>
    /// <param name="option">Its name.</param>
    /// <param name="wanted">What it takes: <c>a whole number from 1</c>.</param>
    public static Diagnostic BadOptionValue(SourceSpan span, string option, string wanted) =>
        Error("MDL1005", span, $"option '{option}' takes {wanted}");

    public static Diagnostic RepeatedOption(SourceSpan span, string option) =>
        Error("MDL1006", span, $"option '{option}' is given twice; remove one");

    public static Diagnostic ValueWithoutOption(SourceSpan span, string layer, IReadOnlyList<string> known) =>
        Error("MDL1007", span, known.Count == 0 ? $"{layer} takes no options" : $"this value does not say which option it is{Known(layer, known)}");

    /// <param name="span">The layer's head.</param>
    /// <param name="layer">The layer's keyword.</param>
    /// <param name="part">What it has too much: <c>width</c>.</param>
    /// <param name="example">A right use.</param>
    public static Diagnostic UnwantedHeadPart(SourceSpan span, string layer, string part, string example) =>
        Error("MDL1008", span, $"{layer} takes no {part}; write it like '{example}'");

    public static Diagnostic MissingHeadPart(SourceSpan span, string layer, string part, string example) =>
        Error("MDL1009", span, $"{layer} needs a {part}; write it like '{example}'");

    public static Diagnostic MissingInput(SourceSpan span, string model) =>
        Error("MDL1030", span, $"model '{model}' does not say what it takes; add a line such as 'input 224x224 rgb' before its layers");

    public static Diagnostic NoLayers(SourceSpan span, string model) =>
        Error("MDL1031", span, $"model '{model}' has no layers");

    public static Diagnostic RepeatedSetting(SourceSpan span, string setting, int firstLine) =>
        Error("MDL1032", span, $"'{setting}' is already given in line {firstLine}; remove one");

    public static Diagnostic UnknownColour(SourceSpan span, string colour, string? suggestion) =>
        Error("MDL1033", span, $"unknown colour '{colour}'{DidYouMean(suggestion)}{(suggestion is null ? "; an input is 'gray' (1 channel) or 'rgb' (3 channels)" : "")}");

    public static Diagnostic UnknownPrecision(SourceSpan span, string precision, string? suggestion) =>
        Error("MDL1046", span, $"unknown precision '{precision}'{DidYouMean(suggestion)}{(suggestion is null ? "; there are bf16 and float32" : "")}");

    public static Diagnostic ColourNeedsTwoSizes(SourceSpan span, string written) =>
        Error("MDL1034", span, $"'{written}' names its channels twice or has no height and width; write '28x28 gray' or '1x28x28'");

    public static Diagnostic UnknownActivation(SourceSpan span, string written, string? suggestion) =>
        Error("MDL1035", span, $"'{written}' is no activation{DidYouMean(suggestion)}{(suggestion is null ? "; there are relu, leaky, sigmoid, tanh and others" : "")}");

    public static Diagnostic UnknownLoss(SourceSpan span, string loss, string? suggestion, IEnumerable<string> known) =>
        Error("MDL1036", span, $"unknown loss '{loss}'{DidYouMean(suggestion)}{(suggestion is null ? $"; there are {string.Join(", ", known)}" : "")}");

    public static Diagnostic LossDoesNotFit(SourceSpan span, string loss, string reason) =>
        Error("MDL1037", span, $"loss {loss} does not fit: {reason}");

    public static Diagnostic UnknownExpectation(SourceSpan span, string name, string? suggestion) =>
        Error("MDL1038", span, $"'{name}' is nothing that can be expected{DidYouMean(suggestion)}{(suggestion is null ? "; there are params, macs and output" : "")}");

    public static Diagnostic NameTaken(SourceSpan span, string name, int firstLine) =>
        Error("MDL1039", span, $"the name '{name}' is already taken in line {firstLine}; choose another");

    /// <param name="span">The name.</param>
    /// <param name="name">As written.</param>
    /// <param name="hidden">What it collides with: <c>the generated class's member 'Predict'</c>.</param>
    public static Diagnostic ReservedName(SourceSpan span, string name, string hidden) =>
        Error("MDL1040", span, $"the name '{name}' would hide {hidden}; choose another");

    public static Diagnostic CellsAndColumns(SourceSpan span, int cells, int columns) =>
        Error("MDL1041", span, $"{Count(cells, "cell")} for {Count(columns, "column")}; a row has one cell for all columns or one for each");

    public static Diagnostic TooManyLayers(SourceSpan span, int limit) =>
        Error("MDL1042", span, FormattableString.Invariant($"the repeats make more than {limit:N0} layers; is a repeat mistyped?"));

    public static Diagnostic DefaultsWithHead(SourceSpan span, string layer) =>
        Error("MDL1043", span, $"defaults set options only; write '{layer}(option value)' without sizes");

    public static Diagnostic UnusedValue(SourceSpan span, string name) =>
        Warning("MDL1044", span, $"the value '{name}' is never used, and its layers are left out; continue from it or remove it");

    public static Diagnostic UnusedNet(SourceSpan span, string name) =>
        Warning("MDL1044", span, $"the net '{name}' is never applied, and its layers are left out; apply it or remove it");

    public static Diagnostic FigureIsOneNumber(SourceSpan span, string figure) =>
        Error("MDL1045", span, $"{figure} is one whole number");

    private static string DidYouMean(string? suggestion) => suggestion is null ? "" : $"; did you mean '{suggestion}'?";

    private static string Known(string layer, IReadOnlyList<string> known) => $"; {layer} takes {string.Join(", ", known)}";

    private static string Count(int number, string noun) => FormattableString.Invariant($"{number} {noun}{(number == 1 ? "" : "s")}");
}
