using System.Globalization;

namespace ModelDsl.Graphs;

/// <summary>Height and width of a kernel, a stride, a padding.</summary>
public readonly record struct Size2(int Height, int Width)
{
    public static Size2 Zero => default;

    public static Size2 One => new(1, 1);

    public static Size2 Square(int size) => new(size, size);

    public override string ToString() => string.Format(CultureInfo.InvariantCulture, "{0}x{1}", Height, Width);
}
