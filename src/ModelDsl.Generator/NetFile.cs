using Microsoft.CodeAnalysis;

namespace ModelDsl.Generator;

/// <summary>A `.net` file of the project.</summary>
/// <param name="Path">As the C# compiler has it.</param>
/// <param name="Content">None when it cannot be read, which the C# compiler reports.</param>
internal sealed record NetFile(string Path, string? Content)
{
    public static NetFile Read(AdditionalText text, CancellationToken cancellation) => new(text.Path, text.GetText(cancellation)?.ToString());
}
