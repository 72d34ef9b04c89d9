using ModelDsl.Runtime.Data;

namespace ModelDsl.Runtime.Explaining;

/// <summary>Pictures beside each other as one, to be written by <see cref="PngFile"/>: what a layer has learned, and what it makes of an example.</summary>
public static class Tiles
{
    /// <summary>Pictures of one size in rows, a line of a pixel between them.</summary>
    /// <param name="pictures">All grey, or all coloured.</param>
    /// <param name="columns">How many in a row.</param>
    /// <param name="scale">How many pixels wide and high each pixel becomes.</param>
    /// <exception cref="ArgumentException">There are none, or they differ in size.</exception>
    public static Picture Of(IReadOnlyList<Picture> pictures, int columns, int scale = 1)
    {
        ArgumentNullException.ThrowIfNull(pictures);
        ArgumentOutOfRangeException.ThrowIfLessThan(columns, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(scale, 1);
        if (pictures.Count == 0) throw new ArgumentException("There are no pictures.", nameof(pictures));
        var (channels, height, width) = (pictures[0].Channels, pictures[0].Height, pictures[0].Width);
        var other = pictures.FirstOrDefault(picture => (picture.Channels, picture.Height, picture.Width) != (channels, height, width));
        if (other is not null)
            throw new ArgumentException($"The first picture is {channels}x{height}x{width}, another one {other.Channels}x{other.Height}x{other.Width}.", nameof(pictures));
        columns = Math.Min(columns, pictures.Count);
        int rows = (pictures.Count + columns - 1) / columns;
        int allHeight = rows * (height * scale + 1) - 1, allWidth = columns * (width * scale + 1) - 1;
        var pixels = new byte[channels * allHeight * allWidth];
        pixels.AsSpan().Fill(byte.MaxValue);
        for (int i = 0; i < pictures.Count; i++)
        {
            int top = i / columns * (height * scale + 1), left = i % columns * (width * scale + 1);
            for (int channel = 0; channel < channels; channel++)
            {
                for (int y = 0; y < height * scale; y++)
                {
                    for (int x = 0; x < width * scale; x++)
                        pixels[(channel * allHeight + top + y) * allWidth + left + x] = pictures[i].Pixels[(channel * height + y / scale) * width + x / scale];
                }
            }
        }

        return new Picture(pixels, channels, allHeight, allWidth);
    }

    /// <summary>
    /// The weights of a convolution, [out, in, h, w]: a tile for each output channel, in colours where the input has three channels; else a row for each output channel, a tile for
    /// each of the input. Zero is medium grey, and the largest magnitude of a tile is black or white.
    /// </summary>
    public static Picture Filters(ConvolutionParameters layer, int scale = 8)
    {
        ArgumentNullException.ThrowIfNull(layer);
        int[] sizes = [.. layer.Weight.Sizes.Select(size => (int)size)];
        int channels = sizes[1] == 3 ? 3 : 1;
        var tiles = Scores.ToFloats(layer.Weight.Value).Chunk(channels * sizes[2] * sizes[3]).Select(values => new Picture(Signed(values), channels, sizes[2], sizes[3])).ToList();
        return Of(tiles, sizes[1] is 1 or 3 ? Square(tiles.Count) : sizes[1], scale);
    }

    /// <summary>Feature maps as grey tiles, each from its least value, black, to its largest.</summary>
    /// <param name="maps">[N, C, H, W], as an <see cref="Observation"/> has them.</param>
    /// <param name="example">Of which example.</param>
    /// <param name="scale">How many pixels wide and high each value becomes.</param>
    /// <exception cref="ArgumentException">They are no feature maps.</exception>
    public static Picture FeatureMaps(Tensor maps, int example = 0, int scale = 4)
    {
        ArgumentNullException.ThrowIfNull(maps);
        if (maps.Rank != 4) throw new ArgumentException($"{ShapeMismatchException.Format(maps.Sizes)} are no feature maps [N, C, H, W].", nameof(maps));
        int channels = (int)maps.Size(1), height = (int)maps.Size(2), width = (int)maps.Size(3);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((ulong)example, (ulong)maps.Size(0), nameof(example));
        var tiles = Scores.ToFloats(maps).Chunk(height * width).Skip(example * channels).Take(channels).Select(values => new Picture(Stretched(values), 1, height, width));
        return Of([.. tiles], Square(channels), scale);
    }

    /// <summary>Images as a network takes or gives them, [N, C, H, W] of one or three channels with values from 0 to 1, in rows.</summary>
    /// <exception cref="ArgumentException">They are no images.</exception>
    public static Picture Images(Tensor images, int columns, int scale = 1)
    {
        ArgumentNullException.ThrowIfNull(images);
        if (images.Rank != 4 || images.Size(1) is not (1 or 3)) throw new ArgumentException($"{ShapeMismatchException.Format(images.Sizes)} are no images [N, 1 or 3, H, W].", nameof(images));
        int channels = (int)images.Size(1), height = (int)images.Size(2), width = (int)images.Size(3);
        var tiles = Scores.ToFloats(images).Chunk(channels * height * width).Select(values => new Picture([.. values.Select(value => Byte(value))], channels, height, width));
        return Of([.. tiles], columns, scale);
    }

    private static byte[] Signed(float[] values)
    {
        float most = values.Max(Math.Abs);
        return [.. values.Select(value => Byte(most > 0 ? 0.5f + value / (2 * most) : 0.5f))];
    }

    private static byte[] Stretched(float[] values)
    {
        float least = values.Min(), range = values.Max() - least;
        return [.. values.Select(value => Byte(range > 0 ? (value - least) / range : 0))];
    }

    private static byte Byte(float part) => (byte)Math.Round(255 * Math.Clamp(part, 0, 1));

    private static int Square(int count) => (int)Math.Ceiling(Math.Sqrt(count));
}
