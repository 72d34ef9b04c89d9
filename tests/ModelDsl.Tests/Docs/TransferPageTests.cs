using System.Text.RegularExpressions;
using ModelDsl.Text;

namespace ModelDsl.Tests.Docs;

/// <summary>docs/transfer.md: its model compiles, with the names it says, and what it points to is there.</summary>
public sealed partial class TransferPageTests
{
    private static readonly string Page = File.ReadAllText(Repository.PathOf("docs", "transfer.md"));

    [Fact]
    public void its_model_has_the_base_under_its_names_and_a_head_of_its_own()
    {
        var text = new SourceText("models/my.net", Net().Match(Page).Groups[1].Value);
        var compiled = Compiler.Compile(text, new CompilerOptions("Models", text.Path), [Models.Shipped("resnet")]);
        Assert.Empty(compiled.Diagnostics);
        var code = Assert.Single(compiled.Sources).Code;
        foreach (var name in new[] { "Fc2 = new", "Basic4_2", "Features(", "Head {" }) Assert.Contains(name, code, StringComparison.Ordinal);
        foreach (Match name in Code().Matches(Page)) Assert.Contains($"\"{name.Groups[1].Value}", code, StringComparison.Ordinal);
    }

    [Fact]
    public void what_it_points_to_is_there() => Assert.All(
        Link().Matches(Page).Select(match => match.Groups[1].Value),
        link => Assert.True(File.Exists(Path.Combine(Repository.PathOf("docs"), link)), link));

    [GeneratedRegex(@"```net\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Net();

    // Layers that its C# freezes: "basic2_*" begins a name.
    [GeneratedRegex(@"reeze(?:Until)?\(""([a-z0-9_]+)")]
    private static partial Regex Code();

    [GeneratedRegex(@"\]\(([^)#]+)")]
    private static partial Regex Link();
}
