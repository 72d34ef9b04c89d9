using ModelDsl.Graphs;
using ModelDsl.Text;

namespace ModelDsl.Diagnostics;

/// <content>Values that are joined and do not go together.</content>
public static partial class Catalogue
{
    /// <param name="span">Where they are joined.</param>
    /// <param name="written">The layer as written: <c>concat(a, b)</c>, or <c>[ | ]</c>.</param>
    /// <param name="shapes">What is joined.</param>
    /// <param name="along">The axis: <c>channels</c>.</param>
    public static Diagnostic CannotConcatenate(SourceSpan span, string written, IReadOnlyList<Shape> shapes, string along) =>
        Error("MDL2031", span, $"{Give(written, "|", shapes)}: {WhatMustAgree(shapes, along)}");

    /// <param name="span">Where they are joined.</param>
    /// <param name="written">The layer as written: <c>add(a, b)</c>, or <c>[ + ]</c>.</param>
    /// <param name="shapes">What is joined.</param>
    /// <param name="sign">Between branches: <c>+</c>.</param>
    /// <param name="participle">What cannot be done to them: <c>added</c>.</param>
    public static Diagnostic CannotCombine(SourceSpan span, string written, IReadOnlyList<Shape> shapes, string sign, string participle) =>
        Error("MDL2032", span, $"{Give(written, sign, shapes)}, which cannot be {participle}");

    public static Diagnostic CannotCrop(SourceSpan span, string written, Shape map, Shape frame)
    {
        var why = map.IsImage && frame.IsImage ? "the first must be at least as high and wide as the second" : "both must be channels x height x width";
        return Error("MDL2033", span, $"{Give(written, "", [map, frame])}: {why}");
    }

    private static string Give(string written, string sign, IReadOnlyList<Shape> shapes)
    {
        var all = string.Join(", ", shapes.Take(shapes.Count - 1)) + " and " + shapes[shapes.Count - 1];
        return written.StartsWith("[", StringComparison.Ordinal) ? $"the branches of '[ {sign} ]' give {all}" : $"the values of '{written}' give {all}";
    }

    private static string WhatMustAgree(IReadOnlyList<Shape> shapes, string along)
    {
        if (shapes.Any(s => s.Rank != shapes[0].Rank)) return "only values with equally many axes can be concatenated";
        return (along, shapes[0].Rank) switch
        {
            ("channels", 3) => "their heights and widths must agree to be concatenated",
            ("height", 3) => "their channels and widths must agree to be concatenated along their heights",
            ("width", 3) => "their channels and heights must agree to be concatenated along their widths",
            ("channels", 2) => "their time steps must agree to be concatenated",
            ("time", 2) => "their features must agree to be concatenated along time",
            ("channels", _) => "all axes but the first must agree to be concatenated",
            _ => $"there is no {along} to concatenate along",
        };
    }
}
