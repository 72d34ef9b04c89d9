using ModelDsl.Text;

namespace ModelDsl.Diagnostics;

/// <summary>
/// Every diagnostic of the compiler, each a method with typed arguments, grouped by stage in the files <c>Catalogue.*.cs</c>:
/// MDL1xxx syntax and names, MDL2xxx shapes, MDL3xxx expectations, MDL9xxx the compiler itself.
/// </summary>
public static partial class Catalogue
{
    private static Diagnostic Error(string code, SourceSpan span, string message) => new(code, Severity.Error, span, message);

    private static Diagnostic Warning(string code, SourceSpan span, string message) => new(code, Severity.Warning, span, message);
}
