using ModelDsl.Text;

namespace ModelDsl.Diagnostics;

/// <content>Figures that a file says its models have.</content>
public static partial class Catalogue
{
    /// <param name="span">The figure.</param>
    /// <param name="model">The model that misses it.</param>
    /// <param name="figure">Which: <c>params</c>.</param>
    /// <param name="expected">As the file says.</param>
    /// <param name="actual">As the layers give.</param>
    /// <param name="lookAt">The row to look at first: <c>'fc1' in line 4 (fc-120: 48,120)</c>.</param>
    public static Diagnostic ExpectationMissed(SourceSpan span, string model, string figure, string expected, string actual, string lookAt) =>
        Error("MDL3001", span, $"{model} has {figure} {actual}, not {expected}; look first at {lookAt}");
}
