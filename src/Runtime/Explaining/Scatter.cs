using ModelDsl.Runtime.Data;
using static System.FormattableString;

namespace ModelDsl.Runtime.Explaining;

/// <summary>Points of the plane as dots, a colour for each class.</summary>
public static class Scatter
{
    private const int Margin = 12;
    private const double Radius = 2.6;

    /// <summary>The colours of the classes, in their order, as red, green and blue: those of Okabe and Ito (2008), which the colour-blind can tell apart, and two more. Further classes begin again.</summary>
    public static IReadOnlyList<(byte Red, byte Green, byte Blue)> Colours { get; } =
    [
        (0, 114, 178), (230, 159, 0), (0, 158, 115), (213, 94, 0), (204, 121, 167), (86, 180, 233), (240, 228, 66), (0, 0, 0), (148, 103, 189), (127, 127, 127),
    ];

    /// <summary>A square picture on white, with one scale for both axes.</summary>
    /// <param name="points">x and y of each point, as <see cref="TSne"/> and <see cref="Pca"/> with two components give them; y goes up.</param>
    /// <param name="labels">The class of each.</param>
    /// <param name="size">Rows and columns.</param>
    /// <exception cref="ArgumentException">There are no points, or not as many as labels.</exception>
    public static Picture Draw(ReadOnlySpan<float> points, ReadOnlySpan<int> labels, int size = 640)
    {
        if (points.Length != 2 * labels.Length || labels.Length == 0) throw new ArgumentException(Invariant($"{points.Length} numbers are no {labels.Length} points of the plane."), nameof(points));
        ArgumentOutOfRangeException.ThrowIfLessThan(size, 4 * Margin);
        var pixels = new byte[3 * size * size];
        pixels.AsSpan().Fill(byte.MaxValue);
        var (left, right, bottom, top) = Bounds(points);
        double scale = (size - 2 * Margin) / Math.Max(1e-12, Math.Max(right - left, top - bottom));
        for (int i = 0; i < labels.Length; i++)
        {
            double x = size / 2.0 + scale * (points[2 * i] - (left + right) / 2), y = size / 2.0 - scale * (points[2 * i + 1] - (bottom + top) / 2);
            Dot(pixels, size, x, y, Colours[labels[i] % Colours.Count]);
        }

        return new Picture(pixels, 3, size, size);
    }

    private static (double Left, double Right, double Bottom, double Top) Bounds(ReadOnlySpan<float> points)
    {
        var (left, right, bottom, top) = (double.PositiveInfinity, double.NegativeInfinity, double.PositiveInfinity, double.NegativeInfinity);
        for (int i = 0; i < points.Length; i += 2)
        {
            (left, right) = (Math.Min(left, points[i]), Math.Max(right, points[i]));
            (bottom, top) = (Math.Min(bottom, points[i + 1]), Math.Max(top, points[i + 1]));
        }

        return (left, right, bottom, top);
    }

    /// <summary>A disc with a soft edge that lets a little of what is below it through.</summary>
    private static void Dot(byte[] pixels, int size, double x, double y, (byte Red, byte Green, byte Blue) colour)
    {
        for (int row = Math.Max(0, (int)(y - Radius - 1)); row <= Math.Min(size - 1, y + Radius + 1); row++)
        {
            for (int column = Math.Max(0, (int)(x - Radius - 1)); column <= Math.Min(size - 1, x + Radius + 1); column++)
            {
                double away = Math.Sqrt(Math.Pow(column + 0.5 - x, 2) + Math.Pow(row + 0.5 - y, 2)), part = 0.85 * Math.Clamp(Radius + 0.5 - away, 0, 1);
                if (part == 0) continue;
                int at = row * size + column, plane = size * size;
                pixels[at] = Mixed(pixels[at], colour.Red, part);
                pixels[plane + at] = Mixed(pixels[plane + at], colour.Green, part);
                pixels[2 * plane + at] = Mixed(pixels[2 * plane + at], colour.Blue, part);
            }
        }
    }

    private static byte Mixed(byte below, byte colour, double part) => (byte)Math.Round(below + part * (colour - below));
}
