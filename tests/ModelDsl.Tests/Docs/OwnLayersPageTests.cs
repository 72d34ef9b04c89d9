namespace ModelDsl.Tests.Docs;

/// <summary>What docs/own-layers.md shows is the sample that is built.</summary>
public sealed class OwnLayersPageTests
{
    private static readonly string Page = File.ReadAllText(Repository.PathOf("docs", "own-layers.md"));

    [Fact]
    public void its_layer_is_the_samples() => Assert.Contains($"```csharp\n{Sample("Snake.cs")}```", Page);

    [Fact]
    public void its_model_is_the_samples_but_for_comment_and_figures()
    {
        var model = string.Join('\n', Sample("waves.net").Split('\n').Where(line => !line.StartsWith('#') && !line.StartsWith("expect", StringComparison.Ordinal)));
        Assert.Contains($"```net\n{model}```", Page);
    }

    private static string Sample(string file) => File.ReadAllText(Repository.PathOf("samples", "OwnLayer", file));
}
