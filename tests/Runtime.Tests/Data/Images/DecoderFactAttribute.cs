using System.Runtime.InteropServices;

namespace ModelDsl.Runtime.Tests.Data;

/// <summary>A test that decodes images, skipped where the libraries for it are not installed.</summary>
internal sealed class DecoderFactAttribute : FactAttribute
{
    public DecoderFactAttribute() => Skip = Missing;

    internal static string? Missing { get; } =
        new[] { "libpng16.so.16", "libturbojpeg.so.0" }.FirstOrDefault(library => !NativeLibrary.TryLoad(library, out _)) is { } missing
            ? $"{missing} is not installed"
            : null;
}

/// <inheritdoc cref="DecoderFactAttribute"/>
internal sealed class DecoderTheoryAttribute : TheoryAttribute
{
    public DecoderTheoryAttribute() => Skip = DecoderFactAttribute.Missing;
}
