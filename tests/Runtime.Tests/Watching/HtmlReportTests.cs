using System.Globalization;
using System.Xml;
using System.Xml.Linq;
using ModelDsl.Runtime.Data;
using ModelDsl.Runtime.Training;
using ModelDsl.Runtime.Watching;

namespace ModelDsl.Runtime.Tests.Watching;

public sealed class HtmlReportTests : IDisposable
{
    private static readonly XNamespace Html = "http://www.w3.org/1999/xhtml", Svg = "http://www.w3.org/2000/svg";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private string File => _folder["deep/report.html"];

    private static XDocument Read(string file)
    {
        using var reader = XmlReader.Create(file, new XmlReaderSettings { DtdProcessing = DtdProcessing.Ignore });
        return XDocument.Load(reader);
    }

    private static List<string[]> Rows(XDocument page) => [.. page.Descendants(Html + "tr").Select(row => row.Elements().Select(cell => cell.Value).ToArray())];

    [Fact]
    public void it_holds_the_numbers_of_every_epoch_and_the_confusion_table()
    {
        var history = WatchedTraining.Run(new HtmlReport(File, "Three <blobs>") { Classes = ["east", "north", "south"] });
        var page = Read(File);
        var rows = Rows(page);

        Assert.Equal("Three <blobs>", page.Descendants(Html + "h1").Single().Value);
        foreach (var epoch in history.Epochs)
        {
            var row = Assert.Single(rows, row => row[0] == Text(epoch.Epoch, "0") && row.Length == 8);
            Assert.Equal([Text(epoch.TrainLoss, "0.0000"), Text(100 * epoch.TrainAccuracy!.Value, "0.00"), Text(epoch.TestLoss!.Value, "0.0000"), Text(100 * epoch.TestAccuracy!.Value, "0.00")], row[1..5]);
        }

        var north = Assert.Single(rows, row => row[0] == "1 north");
        Assert.Equal(Enumerable.Range(0, 3).Select(i => history.Confusion![1, i]), north[1..4].Select(cell => cell == "." ? 0 : long.Parse(cell, CultureInfo.InvariantCulture)));
        Assert.Contains("Ended after 3 epochs", page.Root!.Value);
    }

    [Fact]
    public void its_table_has_what_was_measured_and_no_empty_columns()
    {
        var report = new HtmlReport(File, "Codes");
        using var network = new TinyNetwork();
        using var optimizer = new Sgd(0.1);
        report.Started(new TrainingStart(network, optimizer, new TrainerOptions(), 10, null, 5, []));
        report.EpochEnded(new EpochResult(1, 0.5, null, null, null, 0.1, TimeSpan.FromSeconds(2), 5), null);
        report.EpochEnded(new EpochResult(2, 0.4, null, null, null, 0.1, TimeSpan.FromSeconds(2), 5) { TrainLossParts = [new("bce", 0.3), new("0.5*kl", 0.1)] }, null);

        var rows = Rows(Read(File));
        Assert.Contains(rows, row => row is ["epoch", "train loss", "learning rate", "seconds", "examples/s", "train bce", "train 0.5*kl"]);
        Assert.Contains(rows, row => row is ["1", "0.5000", "0.1", "2.0", "5", "", ""]);
        Assert.Contains(rows, row => row is ["2", "0.4000", "0.1", "2.0", "5", "0.3000", "0.1000"]);
    }

    [Fact]
    public void it_names_seeds_and_settings_and_shows_the_networks_table()
    {
        WatchedTraining.Run(new HtmlReport(File, "Blobs") { Settings = [("data's seed", "1")] });
        var page = Read(File);
        var rows = Rows(page);

        Assert.Contains(rows, row => row is ["data's seed", "1"]);
        Assert.Contains(rows, row => row is ["network's seed", "5"]);
        Assert.Contains(rows, row => row is ["seed", "5"]);
        Assert.Contains(rows, row => row is ["optimiser", "Sgd: momentum 0.9, nesterov False, weight decay 0, learning rate 0.1"]);
        using var network = new TinyNetwork();
        Assert.Equal(network.Summary(), page.Descendants(Html + "pre").Single().Value);
    }

    [Fact]
    public void curves_are_drawn_for_loss_accuracy_and_rate()
    {
        WatchedTraining.Run(new HtmlReport(File, "Blobs"));
        var charts = Read(File).Descendants(Svg + "svg").ToList();

        Assert.Equal(["loss", "accuracy in %", "learning rate"], charts.Select(chart => chart.Descendants(Svg + "text").First().Value));
        Assert.Equal([2, 2, 1], charts.Select(chart => chart.Descendants(Svg + "polyline").Count()));
    }

    [Fact]
    public void pictures_are_in_the_file_and_nothing_is_asked_for_from_elsewhere()
    {
        var picture = new Picture([0, 128, 255, 7], channels: 1, height: 2, width: 2);
        WatchedTraining.Run(new HtmlReport(File, "Blobs") { Pictures = () => [new NamedPicture("dots & more", picture)] });
        var page = Read(File);

        var source = page.Descendants(Html + "img").Single().Attribute("src")!.Value;
        Assert.Equal("data:image/png;base64," + Convert.ToBase64String(PngFile.Encode(picture.Pixels, 2, 2)), source);
        Assert.Equal("dots & more", page.Descendants(Html + "figcaption").Single().Value);
        Assert.All(page.Descendants().Attributes().Where(a => a.Name.LocalName is "src" or "href"), a => Assert.StartsWith("data:", a.Value));
        Assert.Empty(page.Descendants(Html + "script"));
        Assert.Empty(page.Descendants(Html + "link"));
    }

    [Fact]
    public void a_training_that_dies_leaves_a_whole_page_that_says_how_far_it_was()
    {
        Assert.Throws<OperationCanceledException>(() => WatchedTraining.Run(new HtmlReport(File, "Blobs"), new Killer(2)));

        Assert.Contains("Not ended when this page was written: 2 of 3 epochs.", Read(File).Root!.Value);
        Assert.Equal([File], Directory.GetFiles(Path.GetDirectoryName(File)!));
    }

    [Fact]
    public void several_trainings_and_parts_of_ones_own_stand_on_one_page()
    {
        var report = new HtmlReport(File, "Blobs");
        report.Add("Results", page => page.Table(["what", "value"], [["error", "0.1"], ["accuracy", "98 %"]]));
        WatchedTraining.Run(report);
        WatchedTraining.Run(report);
        var page = Read(File);

        Assert.Equal(["Results", "Training of Tiny"], page.Descendants(Html + "h2").Select(h => h.Value).Take(2));
        Assert.Equal(2, page.Descendants(Html + "h2").Count(h => h.Value == "Training of Tiny"));
        Assert.Contains(page.Descendants(Html + "td"), cell => cell.Value == "98 %" && (string?)cell.Attribute("class") == "number");
    }

    [Fact]
    public void what_xml_has_no_place_for_is_left_out()
    {
        new HtmlPage("a\u0001b").Paragraph("1 < 2 & 'x'").Save(File);

        Assert.Equal("ab", Read(File).Descendants(Html + "h1").Single().Value);
        Assert.Equal("1 < 2 & 'x'", Read(File).Descendants(Html + "p").Single().Value);
    }

    [Fact]
    public void a_picture_of_what_was_taken_for_what_has_no_row_for_missing_examples()
    {
        var table = new ConfusionTable(2);
        table.Add(1, 0);
        new HtmlPage("x").Confusion(table).Save(File);

        Assert.Equal([["true \\ predicted", "0", "1", "recall %"], ["0", ".", ".", "-"], ["1", "1", ".", "0.0"], ["precision %", "0.0", "-", "0.0"]], Rows(Read(File)));
    }

    private static string Text(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
