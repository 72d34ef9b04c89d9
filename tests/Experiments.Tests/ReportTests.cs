namespace Experiments.Tests;

public sealed class ReportTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("modeldsl").FullName;

    private static readonly Report Example = new(
        "lines", "two lines", [new("accuracy", 98.126, "%", Least: 98), new("error", 0.0123, Most: 0.012), new("depth", 1234)], Seed: 1, IsShort: false, Seconds: 12.3);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void a_figure_below_its_floor_is_not_met_and_says_so()
    {
        Assert.Equal(["accuracy 98.13 % (at least 98.00: met)", "error 0.01230 (at most 0.01200: NOT met)", "depth 1,234"], Example.Figures.Select(f => f.ToString()));
        Assert.False(Example.IsMet);
        Assert.True((Example with { IsShort = true }).IsMet);
        Assert.False((Example with { IsShort = true, Figures = [new("loss", double.NaN)] }).IsMet);
        Assert.False(new Figure("loss", double.NaN, Most: 1).IsMet);
    }

    [Fact]
    public void a_report_is_read_as_it_was_written()
    {
        var path = Path.Combine(_folder, "report.json");
        Example.Save(path);
        var read = Report.Load(path)!;
        Assert.Equal(Example.Figures, read.Figures);
        Assert.Equal(Example with { Figures = read.Figures }, read);
        Assert.Null(Report.Load(path + "x"));
    }

    [Fact]
    public void rows_stand_between_the_marks_and_nothing_else_changes()
    {
        var path = Path.Combine(_folder, "page.md");
        File.WriteAllText(path, "before\n<!-- table -->\n<!-- end of table -->\nafter\n");
        ExperimentsPage.Write(path, [Example]);
        var page = File.ReadAllText(path);
        Assert.Equal("""
            before
            <!-- table -->
            | experiment | what is learned | result | floor | seconds |
            | --- | --- | --- | --- | ---: |
            | lines | two lines | accuracy: 98.13 % | at least 98.00 | 12 |
            |  |  | error: 0.01230 | at most 0.01200 |  |
            |  |  | depth: 1,234 |  |  |
            <!-- end of table -->
            after

            """.ReplaceLineEndings("\n"), page);

        // Others come in order; those that did not run, or only in short, keep their rows.
        ExperimentsPage.Write(path, [Example with { IsShort = true, Seconds = 1 }, Example with { Name = "arcs", Figures = [new("depth", 1)], Seconds = 2 }]);
        Assert.Equal(page.Replace("| lines |", "| arcs | two lines | depth: 1.000 |  | 2 |\n| lines |"), File.ReadAllText(path));
        ExperimentsPage.Write(path, [Example with { Seconds = 7 }]);
        Assert.Contains("| at least 98.00 | 7 |\n|  |  | error: 0.01230 | at most 0.01200 |  |\n|  |  | depth: 1,234 |  |  |\n<!--", File.ReadAllText(path));
    }

    [Fact]
    public void a_page_without_the_marks_is_an_error_and_stays_as_it_is()
    {
        var path = Path.Combine(_folder, "page.md");
        File.WriteAllText(path, "text\n");
        Assert.Contains("there is no place for the table", Assert.Throws<IOException>(() => ExperimentsPage.Write(path, [Example])).Message);
        Assert.Equal("text\n", File.ReadAllText(path));
    }
}
