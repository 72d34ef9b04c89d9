namespace ModelDsl.Runtime.Data;

internal sealed class CutoutAugmentation(int size, float fill) : Augmentation
{
    internal override void Apply(AugmentedImage image, ref SplitMix64 random)
    {
        int top = (int)random.Below((uint)image.Height) - size / 2;
        int left = (int)random.Below((uint)image.Width) - size / 2;
        var (first, end) = (Math.Max(0, left), Math.Min(image.Width, left + size));
        for (int channel = 0; channel < image.Channels; channel++)
        {
            for (int y = Math.Max(0, top); y < Math.Min(image.Height, top + size); y++)
                image.Pixels.Slice((channel * image.Height + y) * image.Width + first, end - first).Fill(fill);
        }
    }
}
