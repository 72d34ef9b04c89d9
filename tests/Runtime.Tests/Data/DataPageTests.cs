using System.Reflection;
using System.Text.RegularExpressions;

namespace ModelDsl.Runtime.Tests.Data;

/// <summary>What docs/data.md shows is what <see cref="DataPageExamples"/> runs, and what it points to is there.</summary>
public sealed partial class DataPageTests
{
    internal static readonly string Root =
        typeof(DataPageTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "RepositoryRoot").Value!;

    internal static readonly string Page = File.ReadAllText(Path.Combine(Root, "docs/data.md"));

    private static readonly string Run = File.ReadAllText(Path.Combine(Root, "tests/Runtime.Tests/Data/DataPageExamples.cs"));

    public static TheoryData<string> Examples => new(Example().Matches(Page).Select(m => m.Groups[1].Value));

    [Theory]
    [MemberData(nameof(Examples))]
    public void every_example_is_run(string example)
    {
        var indented = string.Concat(example.Split('\n').SkipLast(1).Select(line => line.Length == 0 ? "\n" : $"        {line}\n"));
        Assert.Contains(indented, Run, StringComparison.Ordinal);
    }

    [Fact]
    public void the_pages_it_points_to_are_there() =>
        Assert.All(Link().Matches(Page).Select(m => m.Groups[1].Value), link => Assert.True(Path.Exists(Path.Combine(Root, "docs", link)), link));

    [GeneratedRegex("```csharp\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Example();

    [GeneratedRegex(@"\]\(([^)#:]+)\)")]
    private static partial Regex Link();
}
