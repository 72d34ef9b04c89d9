using System.Buffers;

namespace ModelDsl.Runtime.Data;

/// <summary>Changes an image's size, one axis after the other, and lays its channels behind each other.</summary>
internal static class Resizing
{
    /// <param name="from">The image.</param>
    /// <param name="channels">1 or 3.</param>
    /// <param name="height">Rows to make.</param>
    /// <param name="width">Columns to make.</param>
    /// <param name="planes">Takes channels x height x width values.</param>
    public static void ToPlanes(PixelLayout from, int channels, int height, int width, Span<byte> planes)
    {
        var columns = new ResizedAxis(from.Width, width);
        var rows = new ResizedAxis(from.Height, height);
        var line = ArrayPool<float>.Shared.Rent(Math.Max(from.Width, width));
        var narrowed = ArrayPool<float>.Shared.Rent(from.Height * width);
        for (int channel = 0; channel < channels; channel++)
        {
            for (int y = 0; y < from.Height; y++)
            {
                from.Row(y, channel, channels, line.AsSpan(0, from.Width));
                columns.Apply(line, narrowed.AsSpan(y * width, width));
            }

            for (int y = 0; y < height; y++)
            {
                rows.Mix(narrowed, y, line.AsSpan(0, width));
                var to = planes.Slice((channel * height + y) * width, width);
                for (int x = 0; x < width; x++) to[x] = (byte)(line[x] + 0.5f); // means of bytes: between 0 and 255
            }
        }

        ArrayPool<float>.Shared.Return(line);
        ArrayPool<float>.Shared.Return(narrowed);
    }
}
