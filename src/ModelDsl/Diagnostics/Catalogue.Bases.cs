using ModelDsl.Graphs;
using ModelDsl.Text;

namespace ModelDsl.Diagnostics;

/// <content>Models that begin with another: <c>model Screws from ResNet18 until gap</c>.</content>
public static partial class Catalogue
{
    private const int NamesShown = 12;

    public static Diagnostic BrokenBase(SourceSpan span, string model, string path) =>
        Error("MDL1075", span, $"model '{model}' has mistakes in {path}");

    public static Diagnostic UnknownBase(SourceSpan span, string written, string? suggestion, IReadOnlyList<string> known) =>
        Error("MDL1076", span, $"there is no model '{written}' here{(suggestion is null ? $"; there {Listed(known)}; one of another file needs its 'use \"file.net\"'" : DidYouMean(suggestion))}");

    public static Diagnostic UnknownBaseLayer(SourceSpan span, string model, string written, string? suggestion, IReadOnlyList<string> known) =>
        Error("MDL1077", span, $"{model} has no layer '{written}' to end with{(suggestion is null ? $"; there {Listed(known)}" : DidYouMean(suggestion))}");

    /// <param name="span">The base's name in the heading.</param>
    /// <param name="circle">The model, those it begins with, and itself again.</param>
    public static Diagnostic BaseOfItself(SourceSpan span, IReadOnlyList<string> circle) =>
        Error("MDL1078", span, $"model '{circle[0]}' begins with itself: {string.Join(" from ", circle)}");

    public static Diagnostic InputIsOfBase(SourceSpan span, string model, string origin, IReadOnlyList<(string Name, Shape Shape)> wanted, Shape given) =>
        Error("MDL1079", span, $"{model} takes what {origin} takes, {string.Join(" and ", wanted.Select(w => wanted.Count == 1 && w.Name == "input" ? $"{w.Shape}" : $"{w.Name} {w.Shape}"))}, not {given}; remove this line");

    /// <param name="span">The layer.</param>
    /// <param name="name">Its name.</param>
    /// <param name="origin">The model that has one of that name.</param>
    /// <param name="theirs">As that one spells it.</param>
    public static Diagnostic NameOfBase(SourceSpan span, string name, string origin, string theirs) =>
        Error("MDL1080", span, $"the name '{name}' is already that of the layer '{theirs}' of {origin}; choose another");

    private static string Listed(IReadOnlyList<string> names) => names.Count switch
    {
        0 => "are none",
        1 => $"is {names[0]}",
        <= NamesShown => $"are {string.Join(", ", names)}",
        _ => $"are {string.Join(", ", names.Take(NamesShown))} and {names.Count - NamesShown} more",
    };
}
