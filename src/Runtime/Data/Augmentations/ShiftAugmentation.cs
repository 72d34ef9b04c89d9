namespace ModelDsl.Runtime.Data;

internal sealed class ShiftAugmentation(int rows, int columns, float fill) : Augmentation
{
    internal override void Apply(AugmentedImage image, ref SplitMix64 random)
    {
        int down = Draw(rows, ref random);
        int right = Draw(columns, ref random);
        if (down == 0 && right == 0) return;
        var old = image.Copy();
        var (height, width) = (image.Height, image.Width);
        image.Pixels.Fill(fill);
        int kept = width - Math.Abs(right);
        if (kept <= 0) return;
        for (int channel = 0; channel < image.Channels; channel++)
        {
            for (int y = Math.Max(0, down); y < Math.Min(height, height + down); y++)
            {
                int from = (channel * height + y - down) * width + Math.Max(0, -right);
                int to = (channel * height + y) * width + Math.Max(0, right);
                old.Slice(from, kept).CopyTo(image.Pixels[to..]);
            }
        }
    }

    private static int Draw(int most, ref SplitMix64 random) => (int)random.Below(2 * (uint)most + 1) - most;
}
