using System.Text.RegularExpressions;
using ModelDsl.Text;

namespace ModelDsl.Tests.Syntax;

/// <summary>The examples of the language's page are whole files, and right.</summary>
public sealed partial class DocumentationTests
{
    public static TheoryData<string> Examples => new(
        Example().Matches(File.ReadAllText(Repository.PathOf("docs", "language.md"))).Select(match => match.Groups[1].Value));

    [Theory]
    [MemberData(nameof(Examples))]
    public void an_example_compiles_as_printed(string text)
    {
        var source = new SourceText("docs/language.md", text);
        Assert.Equal([], Compiler.Compile(source, new CompilerOptions("Models", source.Path)).Diagnostics.Select(d => d.Format(source)));
    }

    [GeneratedRegex("^```net\n(.*?)^```$", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Example();
}
