using System.Buffers;

namespace ModelDsl.Runtime.Data;

/// <summary>An image as a decoder leaves it, pixel after pixel, in memory that is used again: <see cref="Return"/> gives it back.</summary>
/// <param name="Pixels">Holds the pixels, and maybe more.</param>
/// <param name="Channels">1 for grey, 3 for red, green and blue.</param>
/// <param name="PixelStep">Values of a pixel; one more than channels where there is an alpha.</param>
/// <param name="Height">Rows.</param>
/// <param name="Width">Columns.</param>
internal readonly record struct DecodedImage(byte[] Pixels, int Channels, int PixelStep, int Height, int Width)
{
    /// <summary>The most pixels of an image that is decoded: a damaged size should not cost gigabytes before it is noticed.</summary>
    public const long MostPixels = 1 << 27;

    public static DecodedImage Rent(int channels, int pixelStep, int height, int width) =>
        new(ArrayPool<byte>.Shared.Rent(pixelStep * height * width), channels, pixelStep, height, width);

    public void Return() => ArrayPool<byte>.Shared.Return(Pixels);

    public void Resize(int channels, int height, int width, Span<byte> planes) =>
        Resizing.ToPlanes(new PixelLayout(Pixels, Channels, Height, Width, PixelStep, ChannelStep: 1), channels, height, width, planes);

    /// <summary>The image in memory of its own.</summary>
    public Picture ToPicture()
    {
        var planes = new byte[Channels * Height * Width];
        Resize(Channels, Height, Width, planes);
        return new Picture(planes, Channels, Height, Width);
    }
}
