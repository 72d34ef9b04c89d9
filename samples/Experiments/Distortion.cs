namespace Experiments;

/// <summary>
/// Pictures turned, sheared, scaled and shifted a little, each in its own way, and what reaches the pictures of a gradient that reaches the distorted ones: by bilinear interpolation,
/// which is linear, so that the way back is its transpose. What comes in at the edges is 0.
/// </summary>
/// <remarks>Each pixel (x, y) of the result, counted from the middle, is read at A (x, y) + b.</remarks>
internal sealed class Distortion
{
    // Radians, a share of the height, the logarithm of a factor, and pixels: up to these, both ways.
    private const double Turn = 0.35, Shear = 0.4, Scale = 0.15, Shift = 2;

    private readonly int _side;

    // A and b of each picture: row after row, b in the third column.
    private readonly float[][] _maps;

    /// <summary>Draws a distortion for each picture.</summary>
    /// <param name="random">Draws.</param>
    /// <param name="count">How many pictures.</param>
    /// <param name="side">Rows and columns of a picture.</param>
    public Distortion(Random random, int count, int side)
    {
        _side = side;
        _maps = [.. Enumerable.Range(0, count).Select(_ => Draw(random))];
    }

    /// <summary>The pictures distorted.</summary>
    /// <param name="pictures">Picture after picture, row after row.</param>
    public float[] Apply(float[] pictures) => Move(pictures, isBack: false);

    /// <summary>The gradient of the pictures, of that of the distorted ones.</summary>
    public float[] Backward(float[] gradient) => Move(gradient, isBack: true);

    private static float[] Draw(Random random)
    {
        double turn = Up(Turn), shear = Up(Shear), width = Math.Exp(Up(Scale)), height = Math.Exp(Up(Scale)), cos = Math.Cos(turn), sin = Math.Sin(turn);
        return [(float)(cos * width), (float)((cos * shear - sin) * height), (float)Up(Shift), (float)(sin * width), (float)((sin * shear + cos) * height), (float)Up(Shift)];

        double Up(double to) => to * (2 * random.NextDouble() - 1);
    }

    private float[] Move(float[] from, bool isBack)
    {
        int size = _side * _side;
        if (from.Length != _maps.Length * size) throw new ArgumentException($"expected {_maps.Length} pictures of {size} numbers, given {from.Length} numbers", nameof(from));
        float[] to = new float[from.Length];
        for (int picture = 0; picture < _maps.Length; picture++)
        {
            Span<float> read = from.AsSpan(picture * size, size), written = to.AsSpan(picture * size, size);
            for (int pixel = 0; pixel < size; pixel++) MovePixel(_maps[picture], pixel, read, written, isBack);
        }

        return to;
    }

    /// <summary>A pixel of the distorted picture is a mean of four of the picture; on the way back it gives to each of them what it has taken.</summary>
    private void MovePixel(float[] map, int pixel, ReadOnlySpan<float> from, Span<float> to, bool isBack)
    {
        float middle = (_side - 1) / 2f;
        var (y, x) = (pixel / _side - middle, pixel % _side - middle);
        var (column, row) = (map[0] * x + map[1] * y + map[2] + middle, map[3] * x + map[4] * y + map[5] + middle);
        var (left, top) = ((int)MathF.Floor(column), (int)MathF.Floor(row));
        for (int corner = 0; corner < 4; corner++)
        {
            var (x0, y0) = (left + corner % 2, top + corner / 2);
            if (x0 < 0 || x0 >= _side || y0 < 0 || y0 >= _side) continue;
            float share = (1 - MathF.Abs(column - x0)) * (1 - MathF.Abs(row - y0));
            int source = y0 * _side + x0;
            if (isBack) to[source] += share * from[pixel];
            else to[pixel] += share * from[source];
        }
    }
}
