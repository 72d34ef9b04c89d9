using System.Globalization;

namespace ModelDsl.Runtime;

/// <summary>A tensor has other sizes than where it was given to needs; both stand in the message.</summary>
public sealed class ShapeMismatchException : ArgumentException
{
    /// <param name="where">The layer or argument that the tensor was meant for.</param>
    /// <param name="expected">What it needs, as text: "[N, 1, 28, 28]".</param>
    /// <param name="given">The sizes it got.</param>
    public ShapeMismatchException(string where, string expected, ReadOnlySpan<long> given)
        : base($"{where}: expected {expected}, given {Format(given)}")
    {
        Where = where;
        Expected = expected;
        Given = Format(given);
    }

    /// <summary>The layer or argument that the tensor was meant for.</summary>
    public string Where { get; }

    public string Expected { get; }

    public string Given { get; }

    /// <summary>Sizes as they are written in messages: "[2, 10]".</summary>
    public static string Format(ReadOnlySpan<long> sizes)
    {
        var texts = new string[sizes.Length];
        for (var i = 0; i < sizes.Length; i++) texts[i] = sizes[i].ToString(CultureInfo.InvariantCulture);
        return $"[{string.Join(", ", texts)}]";
    }

    /// <summary>The sizes of a batch of <typeparamref name="TShape"/>: "[N, 1, 28, 28]".</summary>
    public static string FormatBatch<TShape>() where TShape : IShape
    {
        var dimensions = TShape.Dimensions;
        var texts = new string[dimensions.Length + 1];
        texts[0] = "N";
        for (var i = 0; i < dimensions.Length; i++) texts[i + 1] = dimensions[i].ToString(CultureInfo.InvariantCulture);
        return $"[{string.Join(", ", texts)}]";
    }
}
