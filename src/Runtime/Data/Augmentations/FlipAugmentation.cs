namespace ModelDsl.Runtime.Data;

internal sealed class FlipAugmentation(double probability) : Augmentation
{
    internal override void Apply(AugmentedImage image, ref SplitMix64 random)
    {
        if (random.Fraction() >= probability) return;
        for (int row = 0; row < image.Pixels.Length; row += image.Width) image.Pixels.Slice(row, image.Width).Reverse();
    }
}
