using System.Reflection;
using System.Text.RegularExpressions;

namespace ModelDsl.Models.Tests.Docs;

/// <summary>What docs/training.md, docs/watching.md and docs/explaining.md show compiles, and what they point to is there.</summary>
public sealed partial class PageTests
{
    private static readonly string Root =
        typeof(PageTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "RepositoryRoot").Value!;

    private static readonly string[] Pages = ["training.md", "watching.md", "explaining.md"];

    private static readonly string Examples = All("Docs", "*Examples.cs"), Nets = All("nets", "*.net");

    public static TheoryData<string> Programs => [.. Pages.SelectMany(page => Program().Matches(Read($"docs/{page}"))).Select(m => m.Groups[1].Value)];

    public static TheoryData<string> Models => [.. Pages.SelectMany(page => Net().Matches(Read($"docs/{page}"))).Select(m => m.Groups[1].Value)];

    public static TheoryData<string> Links => [.. Pages.SelectMany(page => Link().Matches(Read($"docs/{page}"))).Select(m => m.Groups[1].Value).Distinct()];

    [Theory]
    [MemberData(nameof(Programs))]
    public void every_example_of_a_program_is_compiled(string example)
    {
        var indented = string.Concat(example.Split('\n').SkipLast(1).Select(line => line.Length == 0 ? "\n" : $"        {line}\n"));
        Assert.Contains(indented, Examples, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void every_model_is_compiled(string model) => Assert.Contains(model, Nets, StringComparison.Ordinal);

    [Theory]
    [MemberData(nameof(Links))]
    public void the_pages_and_pictures_are_there(string link) => Assert.True(Path.Exists(Path.Combine(Root, "docs", link)), link);

    private static string All(string folder, string files) =>
        string.Concat(Directory.GetFiles(Path.Combine(Root, "tests/Models.Tests", folder), files).Select(File.ReadAllText));

    private static string Read(string file) => File.ReadAllText(Path.Combine(Root, file));

    [GeneratedRegex("```csharp\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Program();

    [GeneratedRegex("```net\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Net();

    [GeneratedRegex(@"\]\(([^)#:]+)\)")]
    private static partial Regex Link();
}
