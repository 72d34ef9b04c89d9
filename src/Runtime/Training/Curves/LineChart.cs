using System.Security;
using System.Text;
using static System.FormattableString;

namespace ModelDsl.Runtime.Training;

/// <summary>One line of a chart: a value for each epoch, NaN where there is none.</summary>
internal sealed record Series(string Name, string Colour, IReadOnlyList<double> Values);

/// <summary>A chart of values over epochs 1, 2, 3, ..., as SVG.</summary>
/// <param name="title">What is shown, with its unit.</param>
/// <param name="series">The lines.</param>
/// <param name="floor">A value that the axis always shows, if any.</param>
internal sealed class LineChart(string title, IReadOnlyList<Series> series, double? floor = null)
{
    public const int Width = 440;
    public const int Height = 320;

    private const int Left = 58;
    private const int Right = Width - 16;
    private const int Top = 40;
    private const int Bottom = Height - 44;
    private const int LegendLine = 18;

    private readonly AxisScale _values = AxisScale.Around([.. series.SelectMany(line => line.Values), floor ?? double.NaN], intervals: 5);
    private readonly AxisScale _epochs = AxisScale.Around([1, series.Max(line => line.Values.Count)], intervals: 8, finest: 1);

    /// <summary>Appends the chart, its upper left corner at the given place.</summary>
    public void Write(StringBuilder svg, int x, int y)
    {
        svg.Append(Invariant($"<g transform=\"translate({x} {y})\">\n"));
        svg.Append(Invariant($"<text class=\"title\" x=\"{Left}\" y=\"24\">{SecurityElement.Escape(title)}</text>\n"));
        WriteAxes(svg);
        foreach (var line in series) WriteLine(svg, line);
        WriteLegend(svg);
        svg.Append("</g>\n");
    }

    private void WriteAxes(StringBuilder svg)
    {
        foreach (double tick in _values.Ticks)
        {
            double y = Y(tick);
            svg.Append(Invariant($"<path class=\"grid\" d=\"M{Left} {y:0.##}H{Right}\"/>\n"));
            svg.Append(Invariant($"<text class=\"tick end\" x=\"{Left - 8}\" y=\"{y + 4:0.##}\">{_values.Label(tick)}</text>\n"));
        }

        foreach (double tick in _epochs.Ticks)
        {
            double x = X(tick);
            svg.Append(Invariant($"<path class=\"axis\" d=\"M{x:0.##} {Bottom}v5\"/>\n"));
            svg.Append(Invariant($"<text class=\"tick middle\" x=\"{x:0.##}\" y=\"{Bottom + 19}\">{_epochs.Label(tick)}</text>\n"));
        }

        svg.Append(Invariant($"<path class=\"axis\" d=\"M{Left} {Top}V{Bottom}H{Right}\"/>\n"));
        svg.Append(Invariant($"<text class=\"tick middle\" x=\"{(Left + Right) / 2}\" y=\"{Bottom + 37}\">epoch</text>\n"));
    }

    private void WriteLine(StringBuilder svg, Series line)
    {
        var points = line.Values.Select((value, i) => (Epoch: i + 1, Value: value)).Where(point => double.IsFinite(point.Value)).ToList();
        if (points.Count > 1)
        {
            var path = string.Join(' ', points.Select(point => Invariant($"{X(point.Epoch):0.##},{Y(point.Value):0.##}")));
            svg.Append(Invariant($"<polyline class=\"line\" stroke=\"{line.Colour}\" points=\"{path}\"/>\n"));
        }

        foreach (var (epoch, value) in points)
        {
            svg.Append(Invariant($"<circle fill=\"{line.Colour}\" cx=\"{X(epoch):0.##}\" cy=\"{Y(value):0.##}\" r=\"3\">"));
            svg.Append(Invariant($"<title>epoch {epoch}: {line.Name} {value:0.####}</title></circle>\n"));
        }
    }

    /// <summary>In the title's line, at the right: no curve runs there.</summary>
    private void WriteLegend(StringBuilder svg)
    {
        const int Entry = 64;
        int x = Right - Entry * series.Count;
        foreach (var line in series)
        {
            svg.Append(Invariant($"<path class=\"line\" stroke=\"{line.Colour}\" d=\"M{x} 20h{LegendLine}\"/>\n"));
            svg.Append(Invariant($"<text class=\"tick\" x=\"{x + LegendLine + 5}\" y=\"24\">{SecurityElement.Escape(line.Name)}</text>\n"));
            x += Entry;
        }
    }

    private double X(double epoch) => Left + _epochs.Position(epoch) * (Right - Left);

    private double Y(double value) => Bottom - _values.Position(value) * (Bottom - Top);
}
