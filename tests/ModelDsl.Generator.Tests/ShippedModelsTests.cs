using System.Globalization;
using Microsoft.CodeAnalysis;

namespace ModelDsl.Generator.Tests;

/// <summary>The generator with the real compiler behind it, on the models of this repository.</summary>
public sealed class ShippedModelsTests
{
    private static readonly string Folder = Path.Combine(BuiltProject.RepositoryRoot, "models");

    private static (string Path, string Text)[] Files =>
        [.. Directory.GetFiles(Folder, "*.net").Order(StringComparer.Ordinal).Select(file => (Path.GetFileName(file), File.ReadAllText(file)))];

    [Fact]
    public void every_model_becomes_a_class_without_a_diagnostic()
    {
        var run = TestProject.Create(Compiler.Compile, Files).Run();

        Assert.Empty(run.Diagnostics);
        Assert.Superset(
            new HashSet<string> { "Shapes.g.cs", "lenet5.LeNet5.g.cs", "vgg.VggA.g.cs", "vgg.VggALrn.g.cs", "vgg.VggE.g.cs", "alexnet.AlexNet2012.g.cs" },
            run.HintNames.ToHashSet());
        Assert.All(run.Output.SyntaxTrees, tree => Assert.Empty(tree.GetDiagnostics()));
    }

    [Fact]
    public void a_culture_with_decimal_commas_changes_nothing()
    {
        var expected = TestProject.Create(Compiler.Compile, Files).Run();
        var before = CultureInfo.CurrentCulture;
        try
        {
            var commas = (CultureInfo)CultureInfo.InvariantCulture.Clone();
            commas.NumberFormat.NumberDecimalSeparator = ",";
            commas.NumberFormat.NumberGroupSeparator = ".";
            commas.NumberFormat.NegativeSign = "~";
            CultureInfo.CurrentCulture = commas;
            var run = TestProject.Create(Compiler.Compile, Files).Run();
            Assert.Equal(expected.HintNames, run.HintNames);
            Assert.All(expected.HintNames, name => Assert.Equal(expected[name], run[name]));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    /// <summary>Someone is always in the middle of typing: a file cut off anywhere is an error of the file, at a place in it, never of the compiler.</summary>
    [Fact]
    public void a_file_cut_off_anywhere_never_fails_the_compiler()
    {
        foreach (var (path, text) in Files)
        {
            var run = TestProject.Create(Compiler.Compile, (path, "")).Run();
            for (var length = 0; length < text.Length; length += Math.Max(5, text.Length / 60))
            {
                run = run.After.Edit(path, text[..length]).Run();
                Assert.Null(run.Result.Results.Single().Exception);
                Assert.All(run.Diagnostics, diagnostic =>
                {
                    Assert.NotEqual("MDL9001", diagnostic.Id);
                    Assert.InRange(diagnostic.Location.SourceSpan.End, 0, length);
                });
            }
        }
    }

    [Fact]
    public void csharp_that_uses_a_broken_model_gets_no_errors_of_its_own()
    {
        var run = TestProject.Create(Compiler.Compile, ("my.net", "model Small\ninput 28x28 gray\ncovn3-64 -> fc-10 -> softmax\n")).Run();

        Assert.Equal(["MDL1003"], run.Diagnostics.Select(diagnostic => diagnostic.Id));
        Assert.NotNull(run.Output.GetTypeByMetadataName("My.Models.Small"));
    }
}
