using Microsoft.CodeAnalysis;

namespace ModelDsl.Generator.Tests;

/// <summary>The names, the namespace and the sameness of what is generated.</summary>
public sealed class OutputTests
{
    [Fact]
    public void files_of_one_base_name_keep_their_output()
    {
        var run = TestProject.Create(FakeCompiler.Compile, ("small/net.net", "model Small"), ("large/net.net", "model Large")).Run();
        Assert.Equal(["large/net.Large.g.cs", "small/net.Small.g.cs"], run.HintNames);
    }

    [Theory]
    [InlineData("/home/me/shared/x.net", "_/shared/x.M.g.cs")]
    [InlineData("/elsewhere/x.net", "elsewhere/x.M.g.cs")]
    [InlineData("my models/ä?*.v2.net", "my_models/ä__.v2.M.g.cs")]
    [InlineData("a/../b/./x.NET", "b/x.M.g.cs")]
    [InlineData(".net", ".M.g.cs")]
    public void any_path_makes_a_hint_name(string path, string hintName)
    {
        var run = TestProject.Create(FakeCompiler.Compile, (path, "model M")).Run();
        Assert.Null(run.Result.Results.Single().Exception);
        Assert.Equal([hintName], run.HintNames);
    }

    [Theory]
    [InlineData("C:\\projects\\me\\", "C:\\projects\\me\\models\\vgg.net", "models/vgg.net")]
    [InlineData("C:\\projects\\me\\", "c:\\Projects\\shared\\vgg.net", "../shared/vgg.net")]
    [InlineData("C:\\projects\\me\\", "D:\\vgg.net", "D:/vgg.net")]
    [InlineData("", "/models/vgg.net", "models/vgg.net")]
    public void paths_are_named_relative_to_the_project(string folder, string path, string expected) =>
        Assert.Equal(expected, ProjectPath.Relative(folder, path));

    [Fact]
    public void the_shapes_of_all_files_are_declared_once()
    {
        var run = TestProject.Create(FakeCompiler.Compile, ("a.net", "model A\nshape F10\nshape F2"), ("b.net", "model B\nshape F10"), ("c.net", "error x")).Run();
        Assert.Equal(["Shapes.g.cs", "a.A.g.cs", "b.B.g.cs"], run.HintNames);
        Assert.Equal(Compiler.EmitShapes(["F10", "F2"], "My.Models"), run["Shapes.g.cs"]);
    }

    [Theory]
    [InlineData("My.Models", "My.Models")]
    [InlineData("my-models.2024", "my_models._2024")]
    [InlineData("event.Models", "@event.Models")]
    [InlineData("", "Models")]
    public void the_namespace_is_the_projects(string rootNamespace, string expected)
    {
        var run = TestProject.Create(FakeCompiler.Compile, rootNamespace, ("a.net", "model A")).Run();
        Assert.StartsWith($"namespace {expected};", run["a.A.g.cs"]);
        Assert.Empty(run.Output.GetDiagnostics().Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error));
    }

    [Theory]
    [InlineData("LeNet", true)]
    [InlineData("LeNet.Training", true)]
    [InlineData("My.LeNet", false)]
    [InlineData("LeNets", false)]
    public void a_warning_comes_where_a_program_means_the_namespace_by_the_models_name(string rootNamespace, bool isWarned)
    {
        var run = TestProject.Create(Compiler.Compile, rootNamespace, ("a.net", "model LeNet\ninput 8\nfc-2 -> softmax\n"))
            .EditCSharp($"using {rootNamespace};\nclass Program {{ object Net() => new LeNet(); }}").Referring(TestProject.Runtime).Run();

        Assert.Equal(isWarned ? ["MDL4006"] : [], run.Diagnostics.Select(diagnostic => diagnostic.Id));
        Assert.Equal(isWarned ? ["CS0118"] : [], run.Output.GetDiagnostics().Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error).Select(diagnostic => diagnostic.Id));
    }

    [Fact]
    public void only_net_files_are_compiled()
    {
        var run = TestProject.Create(FakeCompiler.Compile, ("a.txt", "model A"), ("b.NET", "model B")).Run();
        Assert.Equal(["b.B.g.cs"], run.HintNames);
    }

    [Theory]
    [InlineData("/home/me/project/models/a.net", "models/a.net", "/_/models/a.net")]
    [InlineData("/home/me/project/../project/./models/a.net", "models/a.net", "/_/models/a.net")]
    [InlineData("/home/me/project/../shared/a.net", "../shared/a.net", "/home/me/shared/a.net")]
    [InlineData("/home/me/project/.hidden/a.net", ".hidden/a.net", "/_/.hidden/a.net")]
    public void line_directives_name_the_path_that_the_output_may_hold(string path, string relative, string mapped)
    {
        (string Path, string DocumentPath) seen = default;
        var resolver = new SourceFileResolver([], "/", [new("/home/me/project/", "/_/")]);
        TestProject.Create(
                (text, options, used, cancellation) =>
                {
                    seen = (text.Path, options.DocumentPath);
                    return FakeCompiler.Compile(text, options, used, cancellation);
                },
                (path, "model A"))
            .With(options => options.WithSourceReferenceResolver(resolver))
            .Run();

        Assert.Equal((relative, mapped), seen);
        Assert.Equal(resolver.NormalizePath(path, null), seen.DocumentPath);
    }

    [Fact]
    public void the_order_of_the_files_does_not_matter()
    {
        (string, string)[] files = [("a.net", "model A\nshape F2"), ("b.net", "model B\nshape F1"), ("c.net", "model A")];
        var run = TestProject.Create(FakeCompiler.Compile, files).Run();
        var reversed = TestProject.Create(FakeCompiler.Compile, [.. files.Reverse()]).Run();

        Assert.Equal(run.HintNames, reversed.HintNames);
        Assert.All(run.HintNames, name => Assert.Equal(run[name], reversed[name]));
        Assert.Equal(run.Diagnostics.Select(diagnostic => diagnostic.ToString()), reversed.Diagnostics.Select(diagnostic => diagnostic.ToString()));
    }
}
