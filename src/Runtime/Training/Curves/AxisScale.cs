using System.Globalization;

namespace ModelDsl.Runtime.Training;

/// <summary>An axis: a range that ends on ticks, and ticks at 1, 2 or 5 times a power of ten.</summary>
internal sealed class AxisScale
{
    /// <summary>A value this near a tick, in parts of a step, is on it.</summary>
    private const double Rounding = 1e-6;

    private AxisScale(double step, long first, long last)
    {
        Step = step;
        Ticks = [.. Enumerable.Range(0, (int)(last - first) + 1).Select(i => (first + i) * step)];
    }

    /// <summary>The distance of two ticks.</summary>
    public double Step { get; }

    /// <summary>The values at the ticks, ascending; at least two.</summary>
    public IReadOnlyList<double> Ticks { get; }

    /// <summary>The value where the axis begins.</summary>
    public double Low => Ticks[0];

    /// <summary>The value where the axis ends.</summary>
    public double High => Ticks[^1];

    /// <summary>The axis that shows all values with about so many intervals between its ticks.</summary>
    public static AxisScale Around(IEnumerable<double> values, int intervals, double finest = 0)
    {
        double low = double.PositiveInfinity, high = double.NegativeInfinity;
        foreach (double value in values.Where(double.IsFinite)) (low, high) = (Math.Min(low, value), Math.Max(high, value));
        if (low > high) (low, high) = (0, 1);
        double least = Math.Max(finest, 1e-9 * Math.Max(1, Math.Abs(high)));
        double step = Math.Max(least, RoundStep(Math.Max(high - low, least) / intervals));
        long first = (long)Math.Floor(low / step + Rounding);
        return new AxisScale(step, first, Math.Max(first + 1, (long)Math.Ceiling(high / step - Rounding)));
    }

    /// <summary>Where a value is on the axis, 0 at its beginning and 1 at its end.</summary>
    public double Position(double value) => (value - Low) / (High - Low);

    /// <summary>A tick's value with as many decimals as tell it from its neighbours.</summary>
    public string Label(double tick)
    {
        int decimals = Math.Max(0, -(int)Math.Floor(Math.Log10(Step) + 1e-9));
        return Math.Round(tick, Math.Min(decimals, 15)).ToString("F" + decimals, CultureInfo.InvariantCulture);
    }

    private static double RoundStep(double rough)
    {
        double power = Math.Pow(10, Math.Floor(Math.Log10(rough)));
        double digit = rough / power;
        return power * (digit <= 1 ? 1 : digit <= 2 ? 2 : digit <= 5 ? 5 : 10);
    }
}
