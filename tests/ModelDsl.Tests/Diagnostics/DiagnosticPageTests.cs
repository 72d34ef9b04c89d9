using System.Text.RegularExpressions;
using ModelDsl.Diagnostics;
using ModelDsl.Layers;
using ModelDsl.Syntax;
using ModelDsl.Text;

namespace ModelDsl.Tests.Diagnostics;

/// <summary>Codes, the catalogue and the pages of docs/diagnostics agree.</summary>
public sealed partial class DiagnosticPageTests
{
    private static readonly string Pages = Repository.PathOf("docs", "diagnostics");

    // What the project of the pages on own layers declares, the second without its methods.
    private static readonly EquatableArray<OwnLayer> OwnLayers = new(
    [
        new("pixel-up", "PixelUp", "factor = 2", "c x h x w -> c/(factor*factor) x h*factor x w*factor", "", LayerRole.Other, new(
        [
            new("Forward", "Value", new([new("Step", "step"), new("LayerName", "layer"), new("Value", "x"), new("int", "factor")])),
            new("Backward", "Value", new([new("Step", "step"), new("LayerName", "layer"), new("Value", "gradient"), new("int", "factor")])),
        ])),
        new("pixel-down", "PixelDown", "factor = 2", "... -> ...", "", LayerRole.Other, default),
    ]);

    public static TheoryData<string> Codes => new(Catalogue.Codes.Keys);

    public static TheoryData<string> PagesWithExamples => new(
        Catalogue.Codes.Keys.Where(code => File.Exists(PageOf(code)) && File.ReadAllText(PageOf(code)).Contains("\nWrong:\n", StringComparison.Ordinal)));

    [Fact]
    public void the_table_of_codes_has_those_of_the_catalogue_and_no_others()
    {
        var sources = Directory.GetFiles(Repository.PathOf("src", "ModelDsl", "Diagnostics"), "Catalogue.*.cs").Where(file => !file.EndsWith("Codes.cs", StringComparison.Ordinal));
        var used = sources.SelectMany(file => Code().Matches(File.ReadAllText(file)).Select(match => match.Groups[1].Value)).Distinct();
        Assert.Equal(used.Order(StringComparer.Ordinal), Catalogue.Codes.Keys.Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Codes))]
    public void a_code_has_a_page_under_its_title(string code)
    {
        Assert.True(File.Exists(PageOf(code)), $"docs/diagnostics/{code}.md is missing");
        Assert.Equal($"# {code}: {Catalogue.Codes[code]}", File.ReadLines(PageOf(code)).First());
    }

    [Fact]
    public void a_page_has_a_code() =>
        Assert.Empty(Directory.GetFiles(Pages, "*.md").Select(Path.GetFileNameWithoutExtension).Except(Catalogue.Codes.Keys));

    [Theory]
    [MemberData(nameof(PagesWithExamples))]
    public void the_wrong_example_gives_the_printed_error_and_the_right_one_none(string code)
    {
        var all = Block().Matches(File.ReadAllText(PageOf(code))).Select(match => match.Groups[1].Value).ToArray();
        SourceText[] others = [.. all.Where(b => Name().IsMatch(b)).Select(b => new SourceText("models/" + Name().Match(b).Groups[1].Value, b))];
        var blocks = all.Where(b => !Name().IsMatch(b)).ToArray();
        var wrong = new SourceText("models/my.net", blocks[0]);
        Assert.Equal(blocks[1].TrimEnd('\n'), Assert.Single(Diagnose(wrong, others)).Format(wrong));
        Assert.Empty(Diagnose(new SourceText("models/my.net", blocks[^1]), others));
    }

    [Fact]
    public void every_page_has_an_example_but_those_of_mistakes_that_are_not_in_one_net_file() =>
        Assert.Equal(["MDL4001", "MDL4002", "MDL4003", "MDL4004", "MDL4005", "MDL9001"], Catalogue.Codes.Keys.Except(PagesWithExamples.Select<object[], string>(row => (string)row[0])).Order(StringComparer.Ordinal));

    private static IEnumerable<Diagnostic> Diagnose(SourceText text, SourceText[] others)
    {
        var syntax = Parser.Parse(text).Diagnostics;
        return syntax.Count > 0 ? syntax : Compiler.Compile(text, new CompilerOptions("Models", text.Path) { Layers = OwnLayers }, others).Diagnostics;
    }

    private static string PageOf(string code) => Path.Combine(Pages, code + ".md");

    // As in: # blocks.net, the file that an example uses.
    [GeneratedRegex(@"^# ([a-z]+\.net)\n")]
    private static partial Regex Name();

    [GeneratedRegex("\"(MDL[0-9]{4})\"")]
    private static partial Regex Code();

    [GeneratedRegex(@"^```(?:net)?\n(.*?)^```$", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Block();
}
