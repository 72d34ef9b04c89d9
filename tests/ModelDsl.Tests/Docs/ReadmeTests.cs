using System.Text.RegularExpressions;
using ModelDsl.Text;

namespace ModelDsl.Tests.Docs;

/// <summary>What the README shows is what happens.</summary>
public sealed partial class ReadmeTests
{
    private static readonly string Readme = File.ReadAllText(Repository.PathOf("README.md"));

    private static readonly (string Language, string Text)[] Blocks =
        [.. Block().Matches(Readme).Select(m => (m.Groups[1].Value, m.Groups[2].Value))];

    [Fact]
    public void its_first_model_is_the_shipped_one_but_for_the_paper_it_names() =>
        Assert.EndsWith(Blocks.First(b => b.Language == "net").Text, Models.Shipped("lenet5").Content);

    [Fact]
    public void its_second_model_compiles_without_a_word()
    {
        var text = new SourceText("models/resnet50.net", Blocks.Where(b => b.Language == "net").ElementAt(1).Text);
        Assert.Empty(Compiler.Compile(text, new CompilerOptions("Models", text.Path)).Diagnostics);
    }

    [Fact]
    public void its_mistakes_get_the_errors_it_says()
    {
        var wrong = Array.FindLastIndex(Blocks, b => b.Language == "net");
        var text = new SourceText("models/digits.net", Blocks[wrong].Text);
        var errors = Compiler.Compile(text, new CompilerOptions("Models", text.Path)).Diagnostics.Select(d => d.Format(text) + "\n");
        Assert.Equal(Blocks[wrong + 1].Text, string.Concat(errors));
    }

    [Fact]
    public void the_generated_code_it_shows_is_generated()
    {
        var code = ModelDsl.Stages.Print(Models.Shipped("lenet5"), "csharp");
        var lines = Blocks.Last(b => b.Language == "csharp").Text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(l => l != "...").ToArray();
        Assert.NotEmpty(lines);
        Assert.All(lines, line => Assert.Contains(line, code));
    }

    [Fact]
    public void its_program_is_the_sample_that_is_built() =>
        Assert.Equal(File.ReadAllText(Repository.PathOf("samples", "Quickstart", "Program.cs")), Blocks.First(b => b.Language == "csharp").Text);

    [Fact]
    public void the_line_that_compiles_a_projects_own_files_is_that_of_the_sample() =>
        Assert.Contains(Blocks.Single(b => b.Language == "xml").Text, File.ReadAllText(Repository.PathOf("samples", "OwnModel", "OwnModel.csproj")));

    [Fact]
    public void the_files_it_points_to_are_there() =>
        Assert.All(Link().Matches(Readme).Select(m => m.Groups[1].Value), path => Assert.True(Path.Exists(Repository.PathOf(path)), path));

    [GeneratedRegex("^```(\\w*)\n(.*?)^```$", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Block();

    [GeneratedRegex(@"\]\(([^)#:]+)\)")]
    private static partial Regex Link();
}
