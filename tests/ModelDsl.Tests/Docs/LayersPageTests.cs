using System.Text.RegularExpressions;
using ModelDsl.Layers;
using ModelDsl.Text;

namespace ModelDsl.Tests.Docs;

/// <summary>docs/layers.md names every layer and option there is, and its examples compile.</summary>
public sealed partial class LayersPageTests
{
    private static readonly string Page = File.ReadAllText(Repository.PathOf("docs", "layers.md"));

    public static TheoryData<string> Keywords => new(LayerRegistry.Kinds.Select(k => k.Keyword));

    public static TheoryData<string> Examples => new(Example().Matches(Page).Select(m => m.Groups[1].Value));

    [Theory]
    [MemberData(nameof(Keywords))]
    public void every_layer_has_a_section_that_names_its_options(string keyword)
    {
        var kind = LayerRegistry.Find(keyword)!;
        var start = Page.IndexOf($"\n### {keyword}\n", StringComparison.Ordinal);
        Assert.True(start >= 0, $"docs/layers.md has no section '### {keyword}'");
        var section = kind.Role == LayerRole.Weighted ? Page : Page[start..].Split("\n#")[1];
        foreach (var option in kind.Options.Where(o => o.Position != 0)) Assert.Matches($@"`.*\b{option.Name}\b.*`|as `maxpool`", section);
    }

    [Theory]
    [MemberData(nameof(Keywords))]
    public void every_other_name_of_a_layer_stands_behind_also_in_its_section(string keyword)
    {
        var section = Page[Page.IndexOf($"\n### {keyword}\n", StringComparison.Ordinal)..].Split("\n#")[1];
        var said = Name().Matches(Also().Match(section).Groups[1].Value).Select(name => name.Groups[1].Value.Replace("-", "")).Order();
        var aliases = LayerRegistry.Find(keyword)!.Aliases.Order().ToArray();
        Assert.True(aliases.SequenceEqual(said), $"docs/layers.md: the section '### {keyword}' needs the line 'Also: `{string.Join("`, `", aliases)}`.'");
    }

    [Fact]
    public void there_is_no_section_for_a_layer_that_does_not_exist() =>
        Assert.All(Section().Matches(Page), section => Assert.NotNull(LayerRegistry.Find(section.Groups[1].Value)));

    [Theory]
    [MemberData(nameof(Examples))]
    public void every_example_compiles(string example)
    {
        var text = new SourceText("docs/layers.md", example);
        Assert.Empty(Compiler.Compile(text, new CompilerOptions("Models", text.Path)).Diagnostics.Select(d => d.Format(text)));
    }

    [GeneratedRegex("```net\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Example();

    // As in: Also: `conv2d`, `convolution`.
    [GeneratedRegex("^Also: (.+)$", RegexOptions.Multiline)]
    private static partial Regex Also();

    [GeneratedRegex("`(.+?)`")]
    private static partial Regex Name();

    [GeneratedRegex("^### (.+)$", RegexOptions.Multiline)]
    private static partial Regex Section();
}
