using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;
using ModelDsl.Diagnostics;
using ModelDsl.Text;
using SourceText = ModelDsl.Text.SourceText;

namespace ModelDsl.Generator;

/// <summary>A stretch of a `.net` file: its path as the C# compiler has it, and as people name it; offsets, and lines and columns from 1.</summary>
internal sealed record Place(string Path, string RelativePath, SourceSpan Span, Text.LinePosition Start, Text.LinePosition End)
{
    public static Place Of(SourceText text, SourceSpan span, string path) =>
        new(path, text.Path, span, text.PositionOf(span.Start), text.PositionOf(span.End));

    public Location ToLocation() =>
        Location.Create(Path, new TextSpan(Span.Start, Span.Length), new LinePositionSpan(FromZero(Start), FromZero(End)));

    public override string ToString() => FormattableString.Invariant($"{RelativePath}({Start.Line},{Start.Column})");

    private static Microsoft.CodeAnalysis.Text.LinePosition FromZero(Text.LinePosition position) => new(position.Line - 1, position.Column - 1);
}

/// <summary>A class that a `.net` file declares.</summary>
internal sealed record Declaration(string Name, Place Place);

/// <summary>A diagnostic of the compiler with its place, in values that compare; Roslyn's own come into being only as they are reported.</summary>
internal sealed record Problem(string Code, Severity Severity, string Message, Place? Place)
{
    private const string Title = "ModelDsl";

    public static Problem Of(Diagnostics.Diagnostic diagnostic, SourceText text, string path) =>
        new(diagnostic.Code, diagnostic.Severity, diagnostic.Message, Place.Of(text, diagnostic.Span, path));

    public Microsoft.CodeAnalysis.Diagnostic ToDiagnostic() =>
        Microsoft.CodeAnalysis.Diagnostic.Create(Descriptor(), Place?.ToLocation() ?? Location.None, Message);

    /// <summary>Without <c>NotConfigurable</c> a project's <c>NoWarn</c> would silence an error, and the build succeed without the class.</summary>
    private DiagnosticDescriptor Descriptor() => Severity == Severity.Error
        ? new(Code, Title, "{0}", Title, DiagnosticSeverity.Error, isEnabledByDefault: true, customTags: WellKnownDiagnosticTags.NotConfigurable)
        : new(Code, Title, "{0}", Title, DiagnosticSeverity.Warning, isEnabledByDefault: true);
}
