using System.Xml.Linq;
using ModelDsl.Runtime.Training;

namespace ModelDsl.Runtime.Tests.Training;

public sealed class TrainingCurvesTests
{
    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    [Fact]
    public void loss_and_accuracy_are_drawn_for_training_and_test()
    {
        var svg = XDocument.Parse(History(6).ToSvg("LeNet5 on <MNIST>"));
        var texts = svg.Descendants(Svg + "text").Select(text => text.Value).ToList();

        Assert.Contains("LeNet5 on <MNIST>", texts);
        Assert.Contains("loss", texts);
        Assert.Contains("accuracy in %", texts);
        Assert.Equal(2, texts.Count(text => text == "train"));
        Assert.Equal(2, texts.Count(text => text == "test"));
        Assert.Equal(2, texts.Count(text => text == "epoch"));
        Assert.Equal(4, svg.Descendants(Svg + "polyline").Count());
        Assert.Equal(4 * 6, svg.Descendants(Svg + "circle").Count());
    }

    [Fact]
    public void every_point_lies_within_its_axes()
    {
        var svg = XDocument.Parse(History(6).ToSvg(""));
        foreach (var circle in svg.Descendants(Svg + "circle"))
        {
            Assert.InRange((double)circle.Attribute("cx")!, 58, LineChart.Width - 16);
            Assert.InRange((double)circle.Attribute("cy")!, 40, LineChart.Height - 44);
        }
    }

    [Fact]
    public void a_single_epoch_is_drawn_as_points()
    {
        var svg = XDocument.Parse(History(1).ToSvg("short"));

        Assert.Empty(svg.Descendants(Svg + "polyline"));
        Assert.Equal(4, svg.Descendants(Svg + "circle").Count());
    }

    [Fact]
    public void without_labels_and_test_there_is_the_training_loss_alone()
    {
        var epochs = History(3).Epochs.Select(epoch => epoch with { TrainAccuracy = null, TestLoss = null, TestAccuracy = null }).ToList();
        var svg = XDocument.Parse(new TrainingHistory(epochs, false, null, TimeSpan.Zero).ToSvg("regression"));

        Assert.Single(svg.Descendants(Svg + "polyline"));
        Assert.DoesNotContain(svg.Descendants(Svg + "text"), text => text.Value == "test");
    }

    [Fact]
    public void no_epoch_is_an_error() =>
        Assert.Throws<ArgumentException>(() => new TrainingHistory([], true, null, TimeSpan.Zero).ToSvg("nothing"));

    [Theory]
    [InlineData(new[] { 0.0, 0.93 }, new[] { "0.0", "0.2", "0.4", "0.6", "0.8", "1.0" })]
    [InlineData(new[] { 97.19, 99.31 }, new[] { "97.0", "97.5", "98.0", "98.5", "99.0", "99.5" })]
    [InlineData(new[] { 0.0, 0.012 }, new[] { "0.000", "0.005", "0.010", "0.015" })]
    [InlineData(new[] { 12.0, 1234.0 }, new[] { "0", "500", "1000", "1500" })]
    [InlineData(new[] { double.NaN }, new[] { "0.0", "0.2", "0.4", "0.6", "0.8", "1.0" })]
    public void ticks_are_round_numbers_around_all_values(double[] values, string[] labels)
    {
        var scale = AxisScale.Around(values, intervals: 5);

        Assert.Equal(labels, scale.Ticks.Select(scale.Label));
    }

    [Fact]
    public void a_single_value_gets_an_axis_around_it()
    {
        var scale = AxisScale.Around([99.1, 99.1], intervals: 5);

        Assert.True(scale.Low <= 99.1 && scale.High >= 99.1 && scale.High > scale.Low);
        Assert.InRange(scale.Position(99.1), 0, 1);
    }

    private static TrainingHistory History(int epochs) => new(
        [.. Enumerable.Range(1, epochs).Select(epoch => new EpochResult(
            epoch, 0.5 / epoch, 1 - 0.03 / epoch, 0.3 / epoch, 1 - 0.02 / epoch, 0.1, TimeSpan.FromSeconds(3), 20_000))],
        Cancelled: false, new ConfusionTable(10), TimeSpan.FromSeconds(20));
}
