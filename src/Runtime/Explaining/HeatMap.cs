using ModelDsl.Runtime.Data;
using static System.FormattableString;

namespace ModelDsl.Runtime.Explaining;

/// <summary>A number for each place of a picture, or of a coarser grid over it: how much it matters.</summary>
public sealed class HeatMap
{
    /// <param name="values">Row after row. Not copied.</param>
    /// <param name="height">Rows.</param>
    /// <param name="width">Columns.</param>
    /// <exception cref="ArgumentException">There is another number of values, or no row or column.</exception>
    public HeatMap(float[] values, int height, int width)
    {
        ArgumentNullException.ThrowIfNull(values);
        if (height < 1 || width < 1 || values.Length != (long)height * width)
            throw new ArgumentException(Invariant($"{values.Length} values are no map of {height}x{width}."), nameof(values));
        (Values, Height, Width) = (values, height, width);
    }

    /// <summary>Row after row.</summary>
    public float[] Values { get; }

    public int Height { get; }

    public int Width { get; }

    public float this[int row, int column] => Values[row * Width + column];

    /// <summary>The same map with other numbers of rows and columns, interpolated linearly between the centres of its places.</summary>
    public HeatMap Resize(int height, int width)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        var values = new float[height * width];
        for (int y = 0; y < height; y++)
        {
            var (top, bottom, down) = Between(y, height, Height);
            for (int x = 0; x < width; x++)
            {
                var (left, right, across) = Between(x, width, Width);
                float above = this[top, left] + across * (this[top, right] - this[top, left]);
                float below = this[bottom, left] + across * (this[bottom, right] - this[bottom, left]);
                values[y * width + x] = above + down * (below - above);
            }
        }

        return new HeatMap(values, height, width);
    }

    /// <summary>The map in the colours of Turbo (Mikhailov 2019), from nearly black over blue, green and yellow to dark red, its largest value at their end; what is not above 0 has the first colour.</summary>
    public Picture ToPicture() => Paint(new byte[Values.Length], _ => 1);

    /// <summary>The map in these colours over a picture, of whose size it is made.</summary>
    /// <param name="picture">Becomes grey.</param>
    /// <param name="opacity">How much of the colour there is where the map is largest; where it is 0 the picture alone is to be seen.</param>
    public Picture Over(Picture picture, double opacity = 0.8)
    {
        ArgumentNullException.ThrowIfNull(picture);
        var grey = picture.Resize(1, picture.Height, picture.Width);
        return Resize(picture.Height, picture.Width).Paint(grey.Pixels, part => opacity * part);
    }

    /// <summary>Colours over grey values, mixed by what the weight of a part of the largest value is.</summary>
    private Picture Paint(byte[] grey, Func<float, double> weight)
    {
        int area = Values.Length;
        var pixels = new byte[3 * area];
        float most = Values.Max();
        for (int i = 0; i < area; i++)
        {
            float part = most > 0 ? Math.Clamp(Values[i] / most, 0, 1) : 0;
            double mixed = weight(part);
            byte[] colour = Turbo.Colour(part);
            for (int channel = 0; channel < 3; channel++) pixels[channel * area + i] = (byte)Math.Round(grey[i] + mixed * (colour[channel] - grey[i]));
        }

        return new Picture(pixels, 3, Height, Width);
    }

    /// <summary>The two places of a shorter axis that a place of the other lies between, and how far behind the first.</summary>
    private static (int First, int Second, float Part) Between(int place, int length, int of)
    {
        float at = Math.Clamp((place + 0.5f) * of / length - 0.5f, 0, of - 1);
        int first = (int)at;
        return (first, Math.Min(first + 1, of - 1), at - first);
    }
}
