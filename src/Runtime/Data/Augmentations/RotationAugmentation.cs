namespace ModelDsl.Runtime.Data;

internal sealed class RotationAugmentation(double degrees, float fill) : Augmentation
{
    internal override void Apply(AugmentedImage image, ref SplitMix64 random)
    {
        var (sin, cos) = Math.SinCos(random.Between(-degrees, degrees) * Math.PI / 180);
        var old = image.Copy();
        var (middleX, middleY) = ((image.Width - 1) / 2.0, (image.Height - 1) / 2.0);
        for (int y = 0; y < image.Height; y++)
        {
            for (int x = 0; x < image.Width; x++)
            {
                // Where the pixel comes from: turned back. A positive angle turns counter-clockwise, for y goes down.
                double fromX = cos * (x - middleX) - sin * (y - middleY) + middleX;
                double fromY = sin * (x - middleX) + cos * (y - middleY) + middleY;
                for (int channel = 0; channel < image.Channels; channel++)
                {
                    var plane = old.Slice(channel * image.Plane, image.Plane);
                    image.Pixels[channel * image.Plane + y * image.Width + x] = Between(plane, image.Height, image.Width, fromY, fromX);
                }
            }
        }
    }

    private float Between(ReadOnlySpan<float> plane, int height, int width, double y, double x)
    {
        var (top, left) = ((int)Math.Floor(y), (int)Math.Floor(x));
        var (down, right) = ((float)(y - top), (float)(x - left));
        float above = (1 - right) * At(plane, height, width, top, left) + right * At(plane, height, width, top, left + 1);
        float below = (1 - right) * At(plane, height, width, top + 1, left) + right * At(plane, height, width, top + 1, left + 1);
        return (1 - down) * above + down * below;
    }

    private float At(ReadOnlySpan<float> plane, int height, int width, int y, int x) =>
        (uint)y < (uint)height && (uint)x < (uint)width ? plane[y * width + x] : fill;
}
