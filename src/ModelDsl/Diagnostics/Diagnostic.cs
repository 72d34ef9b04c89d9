using ModelDsl.Text;

namespace ModelDsl.Diagnostics;

public enum Severity
{
    Warning,
    Error,
}

/// <summary>One mistake in a `.net` file: its code (MDLnnnn, one page each in docs/diagnostics), its exact place, and what to do about it.</summary>
public sealed record Diagnostic(string Code, Severity Severity, SourceSpan Span, string Message)
{
    /// <summary>The form every tool understands: <c>models/x.net(4,13): error MDL2001: ...</c>.</summary>
    public string Format(SourceText text)
    {
        var (line, column) = text.PositionOf(Span.Start);
        return FormattableString.Invariant($"{text.Path}({line},{column}): {(Severity == Severity.Error ? "error" : "warning")} {Code}: {Message}");
    }
}
