namespace Digits;

/// <summary>Pictures as text: a character of 2x4 Braille dots for as many pixels, dots where a pixel is brighter than half.</summary>
internal static class Picture
{
    private const int DotColumns = 2;
    private const int DotRows = 4;
    private const int Bright = 128;
    private const char NoDots = '\u2800';

    /// <summary>The bit of each dot, row by row, in Unicode's order.</summary>
    private static readonly int[,] Bits = { { 0x01, 0x08 }, { 0x02, 0x10 }, { 0x04, 0x20 }, { 0x40, 0x80 } };

    /// <summary>The picture's lines, all of the same length.</summary>
    public static string[] Draw(ReadOnlySpan<byte> pixels, int height, int width)
    {
        var lines = new string[(height + DotRows - 1) / DotRows];
        var line = new char[(width + DotColumns - 1) / DotColumns];
        for (int row = 0; row < lines.Length; row++)
        {
            for (int column = 0; column < line.Length; column++)
                line[column] = (char)(NoDots + Dots(pixels, height, width, row * DotRows, column * DotColumns));
            lines[row] = new string(line);
        }

        return lines;
    }

    private static int Dots(ReadOnlySpan<byte> pixels, int height, int width, int top, int left)
    {
        int dots = 0;
        for (int y = top; y < Math.Min(top + DotRows, height); y++)
        {
            for (int x = left; x < Math.Min(left + DotColumns, width); x++)
            {
                if (pixels[y * width + x] >= Bright) dots |= Bits[y - top, x - left];
            }
        }

        return dots;
    }
}
