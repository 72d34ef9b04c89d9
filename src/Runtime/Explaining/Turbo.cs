namespace ModelDsl.Runtime.Explaining;

/// <summary>The colour map Turbo (Mikhailov 2019): from nearly black over blue, green and yellow to dark red. By the polynomials that its author gives with it.</summary>
internal static class Turbo
{
    private static readonly double[][] Channels =
    [
        [0.13572138, 4.61539260, -42.66032258, 132.13108234, -152.94239396, 59.28637943],
        [0.09140261, 2.19418839, 4.84296658, -14.18503333, 4.27729857, 2.82956604],
        [0.10667330, 12.64194608, -60.58204836, 110.36276771, -89.90310912, 27.34824973],
    ];

    private static readonly byte[][] Colours = [.. Enumerable.Range(0, 256).Select(i => Channels.Select(channel => At(channel, i / 255.0)).ToArray())];

    /// <summary>Red, green and blue for 0 to 1.</summary>
    public static byte[] Colour(float part) => Colours[(int)Math.Round(255 * part)];

    private static byte At(double[] polynomial, double x) =>
        (byte)Math.Round(255 * Math.Clamp(polynomial.Reverse().Aggregate(0.0, (sum, factor) => sum * x + factor), 0, 1));
}
