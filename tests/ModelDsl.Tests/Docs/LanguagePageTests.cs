using System.Text.RegularExpressions;
using ModelDsl.Diagnostics;
using ModelDsl.Text;

namespace ModelDsl.Tests.Docs;

/// <summary>
/// docs/language.md: every example compiles without a word, every wrong one gives what stands below it, and every code of the catalogue is linked. An example
/// that begins with a file's name in a comment is that file, and the others may use it.
/// </summary>
public sealed partial class LanguagePageTests
{
    private static readonly string Page = File.ReadAllText(Repository.PathOf("docs", "language.md"));

    private static readonly (string Language, string Text)[] Blocks = [.. Block().Matches(Page).Select(m => (m.Groups[1].Value, m.Groups[2].Value))];

    private static readonly SourceText[] Named =
    [
        .. Blocks.Where(b => b.Language == "net" && Name().IsMatch(b.Text)).Select(b => new SourceText("models/" + Name().Match(b.Text).Groups[1].Value, b.Text)),
    ];

    public static TheoryData<string> Examples => new(Blocks.Where(b => b.Language == "net").Select(b => b.Text));

    public static TheoryData<string, string> Mistakes
    {
        get
        {
            var mistakes = new TheoryData<string, string>();
            for (var i = 0; i < Blocks.Length; i++)
            {
                if (Blocks[i].Language == "net wrong") mistakes.Add(Blocks[i].Text, Blocks[i + 1].Text);
            }

            return mistakes;
        }
    }

    public static TheoryData<string> Codes => new(Catalogue.Codes.Keys);

    [Theory]
    [MemberData(nameof(Examples))]
    public void every_example_compiles_without_a_word(string example) => Assert.Equal("", Diagnose(example));

    [Theory]
    [MemberData(nameof(Mistakes))]
    public void every_wrong_example_gives_what_stands_below_it(string example, string errors) => Assert.Equal(errors, Diagnose(example));

    [Theory]
    [MemberData(nameof(Codes))]
    public void every_code_is_linked_where_its_construct_is_described(string code)
    {
        Assert.Contains($"[{code}]: diagnostics/{code}.md\n", Page, StringComparison.Ordinal);
        Assert.Matches($@"\[{code}\](?!:)", Page);
    }

    [Fact]
    public void no_code_is_linked_that_does_not_exist() =>
        Assert.Empty(Code().Matches(Page).Select(m => m.Groups[1].Value).Except(Catalogue.Codes.Keys));

    [Fact]
    public void what_it_points_to_is_there()
    {
        var headings = Heading().Matches(Page).Select(m => "#" + Anchor(m.Groups[1].Value)).ToHashSet();
        var links = Link().Matches(Page).Select(m => m.Groups[1].Value).ToArray();
        Assert.All(links.Where(l => l[0] == '#'), link => Assert.Contains(link, headings));
        Assert.All(links.Where(l => l[0] != '#'), link => Assert.True(Path.Exists(Repository.PathOf("docs", link)), link));
    }

    [Theory]
    [InlineData("ResNet50", "class ResNet50 : Network<F3x224x224, F1000, Labels>")]
    [InlineData("ResNet50", "public BlockRun<BottleneckBlock2, BottleneckBlock2.Saved> Bottleneck2_2 { get; }")]
    [InlineData("Vae", "class Vae : Network<F1x28x28, F1x28x28>")]
    [InlineData("Vae", "public Outputs PredictAll(")]
    [InlineData("Vae", "ITrainable<ModelDsl.Runtime.Data.Batch<F1x28x28>>")]
    [InlineData("Siamese", "class Siamese : Network, ITrainable<Siamese.Batch>")]
    [InlineData("Siamese", "public sealed class Dataset : ")]
    [InlineData("Siamese", "public ConvolutionParameters EmbedConv1 { get; }")]
    public void an_example_becomes_the_class_that_it_says(string model, string code)
    {
        var example = Blocks.Single(b => b.Language == "net" && b.Text.Contains($"model {model}\n", StringComparison.Ordinal) || b.Text.StartsWith($"model {model} ", StringComparison.Ordinal)).Text;
        var text = new SourceText("models/my.net", example);
        Assert.Contains(code, Compiler.Compile(text, new CompilerOptions("Models", text.Path)).Sources.Single().Code, StringComparison.Ordinal);
    }

    [Fact]
    public void the_comments_on_activations_are_right()
    {
        var example = Blocks.Single(b => b.Text.StartsWith("model Carried\n", StringComparison.Ordinal)).Text;
        var carried = Models.Bind(new SourceText("models/my.net", example)).Models.Single().Layers
            .Where(l => l.Kind.Role == ModelDsl.Layers.LayerRole.Weighted).Select(l => l.Layer.Carried?.Name ?? "none");
        Assert.Equal(["relu", "none", "none", "none", "none", "none", "none", "relu", "none"], carried);
    }

    private static string Diagnose(string example)
    {
        var text = Named.FirstOrDefault(n => n.Content == example) ?? new SourceText("models/my.net", example);
        return string.Concat(Compiler.Compile(text, new CompilerOptions("Models", text.Path), Named).Diagnostics.Select(d => d.Format(text) + "\n"));
    }

    private static string Anchor(string heading) => NoAnchor().Replace(heading.ToLowerInvariant(), "").Replace(' ', '-');

    [GeneratedRegex("^```([a-z ]*)\n(.*?)^```$", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Block();

    // As in: # blocks.net
    [GeneratedRegex(@"^# ([a-z]+\.net)\n")]
    private static partial Regex Name();

    [GeneratedRegex(@"\[(MDL[0-9]{4})\]")]
    private static partial Regex Code();

    [GeneratedRegex("^## (.+)$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex(@"\]\(([^)]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex("[^a-z0-9 -]")]
    private static partial Regex NoAnchor();
}
