using System.Text.RegularExpressions;
using ModelDsl.Losses;
using ModelDsl.Text;

namespace ModelDsl.Tests.Docs;

/// <summary>docs/losses.md names every loss and constant there is, and its examples compile.</summary>
public sealed partial class LossesPageTests
{
    private static readonly string Page = File.ReadAllText(Repository.PathOf("docs", "losses.md"));

    public static TheoryData<string> Names => new(LossRegistry.Functions.Select(f => f.Name));

    public static TheoryData<string> Examples => new(Example().Matches(Page).Select(m => m.Groups[1].Value));

    [Theory]
    [MemberData(nameof(Names))]
    public void every_loss_has_a_section_that_names_its_constants(string name)
    {
        var start = Page.IndexOf($"\n### {name}\n", StringComparison.Ordinal);
        Assert.True(start >= 0, $"docs/losses.md has no section '### {name}'");
        var section = Page[start..].Split("\n#")[1];
        foreach (var option in LossRegistry.Find(name)!.Options) Assert.Matches($@"`{option.Name}\b.*`", section);
    }

    [Fact]
    public void there_is_no_section_for_a_loss_that_does_not_exist() =>
        Assert.All(Section().Matches(Page), section => Assert.NotNull(LossRegistry.Find(section.Groups[1].Value)));

    [Theory]
    [MemberData(nameof(Examples))]
    public void every_example_compiles(string example)
    {
        var text = new SourceText("docs/losses.md", example);
        Assert.Empty(Compiler.Compile(text, new CompilerOptions("Models", text.Path)).Diagnostics.Select(d => d.Format(text)));
    }

    [GeneratedRegex("```net\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Example();

    [GeneratedRegex("^### (.+)$", RegexOptions.Multiline)]
    private static partial Regex Section();
}
