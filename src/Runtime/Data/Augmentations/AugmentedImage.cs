namespace ModelDsl.Runtime.Data;

/// <summary>An image to be changed where it lies, channel after channel, and room for a copy of it.</summary>
internal readonly ref struct AugmentedImage(Span<float> pixels, Span<float> room, int channels, int height, int width)
{
    public Span<float> Pixels { get; } = pixels;

    public int Channels { get; } = channels;

    public int Height { get; } = height;

    public int Width { get; } = width;

    public int Plane => Height * Width;

    private Span<float> Room { get; } = room;

    /// <summary>The image as it is now, while <see cref="Pixels"/> change; valid until the next copy.</summary>
    public ReadOnlySpan<float> Copy()
    {
        Pixels.CopyTo(Room);
        return Room;
    }

    /// <summary>The grey of a pixel.</summary>
    public float Grey(int place) => Channels == 3
        ? 0.299f * Pixels[place] + 0.587f * Pixels[place + Plane] + 0.114f * Pixels[place + 2 * Plane]
        : Pixels[place];
}
