using ModelDsl.Graphs;
using ModelDsl.Text;

namespace ModelDsl.Diagnostics;

/// <content>Blocks, nets, named values and the numbers they are made with.</content>
public static partial class Catalogue
{
    public static Diagnostic UnknownNumber(SourceSpan span, string name, string? suggestion) =>
        Error("MDL1061", span, $"'{name}' is no parameter and no constant here{DidYouMean(suggestion)}");

    /// <param name="span">The expression.</param>
    /// <param name="value">What it comes to.</param>
    /// <param name="least">The least that would do.</param>
    /// <param name="isTooLarge">Whether it is more than any size can be.</param>
    public static Diagnostic NotWhole(SourceSpan span, string value, long least, bool isTooLarge) =>
        Error("MDL1062", span, FormattableString.Invariant($"this comes to {value}, but a whole number from {least}{(isTooLarge ? $" to {int.MaxValue:N0}" : "")} is needed"));

    public static Diagnostic HoleOutOfPlace(SourceSpan span) =>
        Error("MDL1063", span, "nothing here says what '?' is; write the size");

    /// <param name="span">The use.</param>
    /// <param name="what">block or net.</param>
    /// <param name="name">Its name.</param>
    public static Diagnostic CallsItself(SourceSpan span, string what, string name) =>
        Error("MDL1064", span, $"{what} '{name}' uses itself, and would never end");

    public static Diagnostic MissingArgument(SourceSpan span, string block, string parameter, string example) =>
        Error("MDL1065", span, $"{block} needs a value for '{parameter}'; it is used like '{example}'");

    public static Diagnostic UnknownArgument(SourceSpan span, string example, string? name) =>
        Error("MDL1066", span, name is null ? $"one value too many for '{example}'" : $"'{example}' has no parameter '{name}'");

    public static Diagnostic ValueInsideChain(SourceSpan span, string name) =>
        Error("MDL1067", span, $"'{name}' is a value: a chain may begin with it, but nothing can go into it");

    public static Diagnostic UnknownValue(SourceSpan span, string name, string? suggestion) =>
        Error("MDL1068", span, $"there is no value '{name}'{DidYouMean(suggestion)}");

    public static Diagnostic NumberOfValues(SourceSpan span, string layer, int least, int most, int given, string example) =>
        Error("MDL1069", span, FormattableString.Invariant(
            $"{layer} takes {(most == int.MaxValue ? $"{Count(least, "value")} or more" : least == most ? Count(least, "value") : $"{least} {(most == least + 1 ? "or" : "to")} {most} values")}, but is given {given}; write it like '{example}'"));

    /// <param name="span">The layer.</param>
    /// <param name="before">What stands before the arrow, as written.</param>
    /// <param name="layer">The layer as written.</param>
    /// <param name="values">How many values are in its parentheses.</param>
    public static Diagnostic ArrivingValueLost(SourceSpan span, string before, string layer, int values) =>
        Error("MDL1060", span, $"what '{before}' gives is lost: '{layer}' names {(values switch { 1 => "the one value", 2 => "both values", _ => FormattableString.Invariant($"all {values} values") })} that it takes; name one less, or begin a line with it");

    public static Diagnostic ChainFromNowhere(SourceSpan span, IEnumerable<string> inputs) =>
        Error("MDL1070", span, $"there are several inputs, so the chain has to say with which it begins: '{string.Join("' or '", inputs.Select(i => i + " -> ..."))}'");

    public static Diagnostic SettingInBlock(SourceSpan span) =>
        Error("MDL1071", span, "a block has no input, output, precision, loss or expectation of its own; this line belongs in the model");

    public static Diagnostic SettingInNet(SourceSpan span) =>
        Error("MDL1071", span, "a net has no input, output, activation, defaults, loss or expectation of its own; this line belongs in the model");

    public static Diagnostic UsedFileMissing(SourceSpan span, string path) =>
        Error("MDL1072", span, $"there is no file '{path}' among the project's .net files");

    public static Diagnostic BlockInTwoFiles(SourceSpan span, string block, string path) =>
        Error("MDL1073", span, $"block '{block}' of '{path}' is defined here or in another used file already; rename one");

    public static Diagnostic BrokenBlock(SourceSpan span, string block, string path) =>
        Error("MDL1074", span, $"'{block}' has mistakes in {path}");

    /// <param name="span">The word residual.</param>
    /// <param name="body">What its body gives.</param>
    /// <param name="shortcut">What goes around it.</param>
    /// <param name="shortcutLine">Where the shortcut is, where it is not just the input.</param>
    public static Diagnostic ResidualsDiffer(SourceSpan span, Shape body, Shape shortcut, int? shortcutLine) =>
        Error("MDL2004", span, shortcutLine is { } line
            ? FormattableString.Invariant($"residual branch gives {body} but its shortcut in line {line} gives {shortcut}; both must be the same")
            : $"residual branch gives {body} but its shortcut gives {shortcut}; add '{Mended(body, shortcut)}' or 'shortcut auto'");

    public static Diagnostic NoAutomaticShortcut(SourceSpan span, Shape from, Shape to) =>
        Error("MDL2080", span, $"no stride makes {from} a shortcut for {to}; write the shortcut out");

    /// <param name="span">The layer in the net.</param>
    /// <param name="layer">As written.</param>
    /// <param name="given">What it is given in this application.</param>
    /// <param name="first">And in the first.</param>
    public static Diagnostic NetShapesDiffer(SourceSpan span, string layer, Shape given, Shape first) =>
        Error("MDL2082", span, $"{layer} cannot have the same weights for {given} as for {first}: a net is applied to one shape, or has layers that fit several");

    private static string Mended(Shape body, Shape shortcut)
    {
        if (!body.IsImage || !shortcut.IsImage) return "shortcut ...";
        var stride = (shortcut.Height + body.Height - 1) / body.Height;
        return FormattableString.Invariant($"shortcut conv1-{body.Channels}{(stride > 1 ? $"/{stride}" : "")} -> bn");
    }
}
