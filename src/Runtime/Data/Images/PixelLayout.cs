namespace ModelDsl.Runtime.Data;

/// <summary>Where an image's values lie: the steps from a pixel to its right neighbour and from a channel to the next.</summary>
internal readonly record struct PixelLayout(byte[] Pixels, int Channels, int Height, int Width, int PixelStep, int ChannelStep)
{
    /// <summary>One row of one channel of an image of 1 channel or 3 as numbers, whatever channels it has itself.</summary>
    public void Row(int row, int channel, int channels, Span<float> values)
    {
        int at = row * Width * PixelStep;
        if (channels == 1 && Channels == 3)
        {
            for (int x = 0; x < values.Length; x++, at += PixelStep)
            {
                int weighted = 19595 * Pixels[at] + 38470 * Pixels[at + ChannelStep] + 7471 * Pixels[at + 2 * ChannelStep];
                values[x] = (weighted + (1 << 15)) >> 16; // BT.601's weights in parts of 2^16
            }
        }
        else
        {
            at += Channels == 1 ? 0 : channel * ChannelStep;
            for (int x = 0; x < values.Length; x++, at += PixelStep) values[x] = Pixels[at];
        }
    }
}
