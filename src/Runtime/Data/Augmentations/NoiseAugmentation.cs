namespace ModelDsl.Runtime.Data;

internal sealed class NoiseAugmentation(double deviation) : Augmentation
{
    internal override void Apply(AugmentedImage image, ref SplitMix64 random)
    {
        var pixels = image.Pixels;
        for (int i = 0; i < pixels.Length; i += 2)
        {
            var (first, second) = random.Normals();
            pixels[i] += (float)(deviation * first);
            if (i + 1 < pixels.Length) pixels[i + 1] += (float)(deviation * second);
        }
    }
}
