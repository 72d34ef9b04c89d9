namespace ModelDsl.Runtime.Data;

/// <summary>
/// A random change of an image that leaves its class as it is. What is drawn depends on the seed, the epoch and the number of the example
/// alone. Values are those that the examples have where it is applied: colours from 0 to 1 before they are normalised.
/// </summary>
public abstract class Augmentation
{
    private protected Augmentation()
    {
    }

    /// <summary>Pads each side with as many pixels and cuts out the old size anywhere in it, each place equally likely.</summary>
    /// <param name="padding">Pixels on each side.</param>
    /// <param name="fill">The value of the padding.</param>
    public static Augmentation PadAndCrop(int padding, float fill = 0) => Shift(padding, padding, fill);

    /// <summary>Moves by whole pixels, each number of them equally likely.</summary>
    /// <param name="rows">The most rows up or down.</param>
    /// <param name="columns">The most columns left or right.</param>
    /// <param name="fill">The value of what comes in at the edges.</param>
    public static Augmentation Shift(int rows, int columns, float fill = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(rows);
        ArgumentOutOfRangeException.ThrowIfNegative(columns);
        return new ShiftAugmentation(rows, columns, fill);
    }

    /// <summary>Exchanges left and right.</summary>
    /// <param name="probability">How likely, from 0 to 1.</param>
    public static Augmentation FlipHorizontally(double probability = 0.5)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(probability);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(probability, 1);
        return new FlipAugmentation(probability);
    }

    /// <summary>Turns around the centre by an angle drawn evenly, and interpolates between the four pixels around each place.</summary>
    /// <param name="degrees">The largest angle to either side.</param>
    /// <param name="fill">The value of what comes in at the corners.</param>
    public static Augmentation Rotate(double degrees, float fill = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(degrees);
        return new RotationAugmentation(degrees, fill);
    }

    /// <summary>Adds to each value a number of the normal distribution.</summary>
    /// <param name="deviation">Its standard deviation.</param>
    public static Augmentation Noise(double deviation)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(deviation);
        return new NoiseAugmentation(deviation);
    }

    /// <summary>
    /// Multiplies brightness, then contrast, then saturation by a factor each, drawn evenly from 1 - x (at least 0) to 1 + x. Brightness
    /// is the distance from black, contrast that from the image's mean grey, saturation that from each pixel's grey, with
    /// 0.299 red + 0.587 green + 0.114 blue for grey. Results are cut off at 0 and 1.
    /// </summary>
    public static Augmentation Colour(double brightness = 0, double contrast = 0, double saturation = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(brightness);
        ArgumentOutOfRangeException.ThrowIfNegative(contrast);
        ArgumentOutOfRangeException.ThrowIfNegative(saturation);
        return new ColourAugmentation(brightness, contrast, saturation);
    }

    /// <summary>Blots out a square whose centre is any pixel, each equally likely (DeVries and Taylor 2017); parts of it may lie outside.</summary>
    /// <param name="size">The square's side in pixels.</param>
    /// <param name="fill">The value that it takes.</param>
    public static Augmentation Cutout(int size, float fill = 0)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(size, 1);
        return new CutoutAugmentation(size, fill);
    }

    internal abstract void Apply(AugmentedImage image, ref SplitMix64 random);
}
