using System.Security;
using System.Text;
using static System.FormattableString;

namespace ModelDsl.Runtime.Training;

/// <summary>Draws how a training went as SVG: the loss and, with labels, the accuracy over the epochs, for training and test.</summary>
public static class TrainingCurves
{
    private const string TrainColour = "#1f6fb4";
    private const string TestColour = "#d1661f";
    private const int TitleHeight = 36;

    private const string Style = """
        <style>
        text { font-family: sans-serif } .head { font-size: 16px; font-weight: bold } .title { font-size: 14px; font-weight: bold }
        .tick { font-size: 12px; fill: #444 } .middle { text-anchor: middle } .end { text-anchor: end }
        .axis { stroke: #444; fill: none } .grid { stroke: #ddd } .line { stroke-width: 2; fill: none }
        </style>

        """;

    /// <summary>The picture as text.</summary>
    /// <param name="history">The training.</param>
    /// <param name="title">What stands above the charts: "LeNet5 on MNIST".</param>
    /// <exception cref="ArgumentException">No epoch ran to its end.</exception>
    public static string ToSvg(this TrainingHistory history, string title)
    {
        ArgumentNullException.ThrowIfNull(history);
        if (history.Epochs.Count == 0) throw new ArgumentException("There is nothing to draw: no epoch ran to its end.", nameof(history));
        var charts = Charts(history.Epochs);
        int width = LineChart.Width * charts.Count;
        int height = LineChart.Height + TitleHeight;
        var svg = new StringBuilder();
        var size = Invariant($"width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {width} {height}\"");
        svg.Append(Invariant($"<svg xmlns=\"http://www.w3.org/2000/svg\" {size}>\n"));
        svg.Append(Style);
        svg.Append("<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n");
        svg.Append(Invariant($"<text class=\"head middle\" x=\"{width / 2}\" y=\"26\">{SecurityElement.Escape(title)}</text>\n"));
        for (int i = 0; i < charts.Count; i++) charts[i].Write(svg, i * LineChart.Width, TitleHeight);
        return svg.Append("</svg>\n").ToString();
    }

    /// <summary>Writes the picture to a file.</summary>
    /// <param name="history">The training.</param>
    /// <param name="path">The file, by custom "*.svg".</param>
    /// <param name="title">What stands above the charts.</param>
    /// <exception cref="ArgumentException">No epoch ran to its end.</exception>
    public static void SaveCurves(this TrainingHistory history, string path, string title) => File.WriteAllText(path, history.ToSvg(title));

    /// <summary>Loss and, with labels, accuracy; and the learning rate if wanted. There is at least one epoch.</summary>
    internal static List<LineChart> Charts(IReadOnlyList<EpochResult> epochs, bool withRate = false)
    {
        List<LineChart> charts = [Chart("loss", epochs, epoch => epoch.TrainLoss, epoch => epoch.TestLoss, floor: 0)];
        if (epochs.Any(epoch => epoch.TrainAccuracy is not null))
            charts.Add(Chart("accuracy in %", epochs, epoch => 100 * epoch.TrainAccuracy, epoch => 100 * epoch.TestAccuracy));
        if (withRate) charts.Add(new LineChart("learning rate", [new Series("rate", TrainColour, [.. epochs.Select(epoch => epoch.LearningRate)])], floor: 0));
        return charts;
    }

    private static LineChart Chart(
        string title, IReadOnlyList<EpochResult> epochs, Func<EpochResult, double?> train, Func<EpochResult, double?> test, double? floor = null)
    {
        List<Series> series = [new Series("train", TrainColour, [.. epochs.Select(epoch => train(epoch) ?? double.NaN)])];
        if (epochs.Any(epoch => test(epoch) is not null))
            series.Add(new Series("test", TestColour, [.. epochs.Select(epoch => test(epoch) ?? double.NaN)]));
        return new LineChart(title, series, floor);
    }
}
