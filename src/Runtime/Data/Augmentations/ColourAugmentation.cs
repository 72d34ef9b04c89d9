namespace ModelDsl.Runtime.Data;

internal sealed class ColourAugmentation(double brightness, double contrast, double saturation) : Augmentation
{
    internal override void Apply(AugmentedImage image, ref SplitMix64 random)
    {
        float brighter = Factor(brightness, ref random);
        float starker = Factor(contrast, ref random);
        float fuller = Factor(saturation, ref random);
        if (brightness > 0)
        {
            foreach (ref float value in image.Pixels) value = Math.Clamp(brighter * value, 0, 1);
        }

        if (contrast > 0)
        {
            float mean = MeanGrey(image);
            foreach (ref float value in image.Pixels) value = Math.Clamp(mean + starker * (value - mean), 0, 1);
        }

        if (saturation > 0 && image.Channels == 3) Saturate(image, fuller);
    }

    private static void Saturate(AugmentedImage image, float factor)
    {
        for (int place = 0; place < image.Plane; place++)
        {
            float grey = image.Grey(place);
            for (int i = place; i < image.Pixels.Length; i += image.Plane)
                image.Pixels[i] = Math.Clamp(grey + factor * (image.Pixels[i] - grey), 0, 1);
        }
    }

    private static float MeanGrey(AugmentedImage image)
    {
        double sum = 0;
        for (int place = 0; place < image.Plane; place++) sum += image.Grey(place);
        return (float)(sum / image.Plane);
    }

    private static float Factor(double most, ref SplitMix64 random) => (float)random.Between(Math.Max(0, 1 - most), 1 + most);
}
