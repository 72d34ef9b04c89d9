using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace ModelDsl.Generator.Tests;

/// <summary>The packages as a newcomer meets them: restored into a fresh folder outside the repository, with the programs of their READMEs.</summary>
public sealed partial class PackageTests(Packages packages) : IClassFixture<Packages>
{
    private static readonly string Version = ProjectFolder.Metadata("Version");

    [Fact]
    public void the_program_of_the_readme_builds_and_trains_with_one_reference()
    {
        var readme = Readme("ModelDsl");
        using var project = new PackagedProject(
            packages,
            $"""<PackageReference Include="ModelDsl" Version="{Version}" />""",
            ("spirals.net", Block(readme, "net")),
            ("Program.cs", Block(readme, "csharp")));

        Builds(project);
        var (exitCode, output) = project.Run();

        Assert.True(exitCode == 0, output);
        var lines = output.TrimEnd().Split('\n');
        Assert.Equal(6, lines.Length);
        Assert.StartsWith("epoch 5/5  train loss", lines[^2]);
        Assert.StartsWith("(0, 0.5) is on arm 0: ", lines[^1]);
    }

    [Fact]
    public void a_wrong_layer_is_an_error_of_the_build_at_its_line_and_column()
    {
        var readme = Readme("ModelDsl.Generator");
        using var project = new PackagedProject(
            packages,
            Block(readme, "xml"),
            ("models/digits.net", Block(readme, "net")),
            ("Program.cs", "Console.WriteLine(typeof(MyProject.Digits));"));

        var (exitCode, lines) = project.Build();

        Assert.Equal(Block(readme, ""), string.Concat(lines.Select(line => line + "\n")));
        Assert.Equal(1, exitCode);
    }

    [Fact]
    public void the_runtime_alone_runs_the_program_of_its_readme()
    {
        using var project = new PackagedProject(
            packages,
            $"""<PackageReference Include="ModelDsl.Runtime" Version="{Version}" />""",
            ("Program.cs", Block(Readme("ModelDsl.Runtime"), "csharp")));

        Builds(project);
        var (exitCode, output) = project.Run();

        Assert.True(exitCode == 0, output);
        Assert.Matches(@"^libtorch \d+\.\d+\.\d+\S* keeps 1 2 3 4\n$", output);
    }

    [Theory]
    [InlineData("ModelDsl")]
    [InlineData("ModelDsl.Generator")]
    [InlineData("ModelDsl.Runtime")]
    public void a_package_says_what_it_is_and_nothing_of_where_it_was_made(string package)
    {
        var files = packages.Files($"{package}.{Version}.nupkg");
        var description = XDocument.Parse(Text(files[package + ".nuspec"]).TrimStart('\uFEFF')).Descendants().ToLookup(e => e.Name.LocalName, e => e.Value);

        Assert.Equal("MIT", description["license"].Single());
        Assert.Equal("README.md", description["readme"].Single());
        Assert.True(description["description"].Single().Length > 40);
        Assert.Contains("neural-networks", description["tags"].Single().Split(' '));
        Assert.Empty(description["repository"]);
        // Paths in a library are those of a build for release, which a build for these tests is not; the shim has none in either.
        var root = Encoding.UTF8.GetBytes(ProjectFolder.RepositoryRoot);
        Assert.All(files.Where(file => !file.Key.EndsWith(".dll", StringComparison.Ordinal)), file => Assert.Equal(-1, file.Value.AsSpan().IndexOf(root)));
    }

    [Fact]
    public void the_package_of_all_asks_for_both_others_of_its_own_version()
    {
        var nuspec = XDocument.Parse(Text(packages.Files($"ModelDsl.{Version}.nupkg")["ModelDsl.nuspec"]).TrimStart('\uFEFF'));
        var dependencies = nuspec.Descendants().Where(e => e.Name.LocalName == "dependency");
        Assert.Equal(
            [("ModelDsl.Generator", $"[{Version}]", "All"), ("ModelDsl.Runtime", $"[{Version}]", "All")],
            dependencies.Select(d => (d.Attribute("id")!.Value, d.Attribute("version")!.Value, d.Attribute("include")!.Value)));
    }

    [Fact]
    public void the_runtime_brings_every_source_of_the_shim_and_its_symbols()
    {
        var files = packages.Files($"ModelDsl.Runtime.{Version}.nupkg");
        var sources = Directory.GetFiles(ProjectFolder.RepositoryRoot + "src/Runtime/LibTorch/native");
        Assert.NotEmpty(sources);
        Assert.All(sources, source => Assert.Equal(File.ReadAllBytes(source), files["native/" + Path.GetFileName(source)]));
        Assert.Equal(Packages.BringShim, files.ContainsKey("native/prebuilt/linux-x64/libmodeldsl_torch.so"));
        Assert.Contains("lib/net10.0/ModelDsl.Runtime.xml", files.Keys);
        Assert.Contains("lib/net10.0/ModelDsl.Runtime.pdb", packages.Files($"ModelDsl.Runtime.{Version}.snupkg").Keys);
    }

    [Fact]
    public void packing_again_gives_the_same_bytes()
    {
        var again = Directory.CreateTempSubdirectory("modeldsl-packages-");
        try
        {
            Packages.Pack(again.FullName);
            var made = Directory.GetFiles(packages.Feed);
            Assert.Equal(4, made.Length);
            Assert.All(made, package => Assert.Equal(File.ReadAllBytes(package), File.ReadAllBytes(Path.Combine(again.FullName, Path.GetFileName(package)))));
        }
        finally
        {
            again.Delete(recursive: true);
        }
    }

    private static void Builds(PackagedProject project)
    {
        var (exitCode, lines) = project.Build();
        Assert.Empty(lines);
        Assert.Equal(0, exitCode);
    }

    private string Readme(string package) => Text(packages.Files($"{package}.{Version}.nupkg")["README.md"]);

    /// <summary>The first block of a README in this language.</summary>
    private static string Block(string readme, string language) => Fence().Matches(readme).First(m => m.Groups[1].Value == language).Groups[2].Value;

    private static string Text(byte[] bytes) => Encoding.UTF8.GetString(bytes);

    [GeneratedRegex("^```(\\w*)\n(.*?)^```$", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Fence();
}
