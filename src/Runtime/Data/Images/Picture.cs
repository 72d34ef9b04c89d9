using static System.FormattableString;

namespace ModelDsl.Runtime.Data;

/// <summary>An image as bytes, channel after channel, row after row, as tensors lie.</summary>
public sealed class Picture
{
    /// <param name="pixels">Channels x height x width values. Not copied.</param>
    /// <param name="channels">1 for grey, 3 for red, green and blue.</param>
    /// <param name="height">Rows.</param>
    /// <param name="width">Columns.</param>
    /// <exception cref="ArgumentException">There are other numbers of pixels or of channels, or there is no row or column.</exception>
    public Picture(byte[] pixels, int channels, int height, int width)
    {
        ArgumentNullException.ThrowIfNull(pixels);
        Check(pixels.Length, channels, height, width);
        (Pixels, Channels, Height, Width) = (pixels, channels, height, width);
    }

    /// <summary>The values, channel after channel, row after row.</summary>
    public byte[] Pixels { get; }

    /// <summary>1 for grey, 3 for red, green and blue.</summary>
    public int Channels { get; }

    public int Height { get; }

    public int Width { get; }

    /// <summary>
    /// The same image with other numbers of channels, rows and columns. An axis that becomes shorter takes the mean of the area that each
    /// new pixel covers, one that becomes longer is interpolated linearly between the centres of the pixels. Grey is
    /// 0.299 red + 0.587 green + 0.114 blue (ITU-R BT.601).
    /// </summary>
    public Picture Resize(int channels, int height, int width)
    {
        var resized = new byte[checked(channels * height * width)];
        Check(resized.Length, channels, height, width);
        Resizing.ToPlanes(new PixelLayout(Pixels, Channels, Height, Width, PixelStep: 1, ChannelStep: Height * Width), channels, height, width, resized);
        return new Picture(resized, channels, height, width);
    }

    internal static void Check(int length, int channels, int height, int width)
    {
        if (channels is not (1 or 3)) throw new ArgumentException(Invariant($"A picture has 1 channel or 3, not {channels}."), nameof(channels));
        if (height < 1 || width < 1) throw new ArgumentException(Invariant($"A picture has at least one row and column, not {height}x{width}."), nameof(height));
        if (length != (long)channels * height * width)
            throw new ArgumentException(Invariant($"{length} pixels are no picture of {channels}x{height}x{width}."), "pixels");
    }
}
