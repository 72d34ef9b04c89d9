using Microsoft.CodeAnalysis;

namespace ModelDsl.Generator;

/// <summary>A `.net` file of the project: its path as the C# compiler has it, and its text (none when it cannot be read, which the C# compiler reports).</summary>
internal sealed record NetFile(string Path, string? Content)
{
    public static NetFile Read(AdditionalText text, CancellationToken cancellation) => new(text.Path, text.GetText(cancellation)?.ToString());
}
