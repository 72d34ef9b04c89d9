using System.Security;
using System.Text.RegularExpressions;

namespace Experiments.Tests;

/// <summary>Each experiment goes its whole way, with less data and one epoch.</summary>
public sealed class ExperimentTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("modeldsl").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    // Of those that lack something here, the tests of what they lack say so.
    public static TheoryData<string> Names => [.. Experiment.All.Where(experiment => experiment.Missing is null).Select(experiment => experiment.Name)];

    [DataTheory]
    [MemberData(nameof(Names))]
    public void its_short_form_finds_a_number_for_each_figure(string name)
    {
        var experiment = Experiment.All.Single(e => e.Name == name);
        var lab = new Lab(experiment, _folder, TextWriter.Null, isShort: true, seed: 1, CancellationToken.None);
        var figures = experiment.Measure(lab).Figures;
        Assert.NotEmpty(figures);
        Assert.All(figures, figure => Assert.True(double.IsFinite(figure.Value), figure.ToString()));
        Assert.Contains(figures, figure => figure.Floor.Length > 0);
        var page = File.ReadAllText(Path.Combine(_folder, "report.html"));
        Assert.Contains("<tr><th>seed</th><td>1</td></tr>", page);
        Assert.All(figures, figure => Assert.Contains(SecurityElement.Escape(figure.Shown), page));
        Assert.Equal(Directory.GetFiles(_folder, "*.png").Length, Regex.Count(page, "data:image/png"));
    }

    [Fact]
    public void names_are_words_and_no_two_are_alike()
    {
        Assert.All(Experiment.All, experiment => Assert.Matches("^[a-z0-9]+(-[a-z0-9]+)*$", experiment.Name));
        Assert.Equal(Experiment.All.Count, Experiment.All.Select(experiment => experiment.Name).Distinct().Count());
    }
}
