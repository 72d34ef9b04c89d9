using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace ModelDsl.Generator.Tests;

/// <summary>How mistakes in `.net` files reach the build.</summary>
public sealed class DiagnosticTests
{
    [Fact]
    public void an_error_is_reported_at_its_place()
    {
        var run = TestProject.Create(FakeCompiler.Compile, ("models/a.net", "model A\n\nerror there\n")).Run();

        var error = Assert.Single(run.Diagnostics);
        Assert.Equal("MDL1000", error.Id);
        Assert.Equal(DiagnosticSeverity.Error, error.Severity);
        Assert.Equal("bad 'there' {0}", error.GetMessage());
        Assert.Equal(new TextSpan(15, 5), error.Location.SourceSpan);
        var place = error.Location.GetLineSpan();
        Assert.Equal(TestProject.Folder + "models/a.net", place.Path);
        Assert.Equal(new LinePositionSpan(new LinePosition(2, 6), new LinePosition(2, 11)), place.Span);
    }

    [Fact]
    public void an_error_cannot_be_silenced_but_a_warning_can()
    {
        var run = TestProject.Create(FakeCompiler.Compile, ("a.net", "error x\nwarning y"))
            .With(options => options.WithSpecificDiagnosticOptions(
                [KeyValuePair.Create("MDL1000", ReportDiagnostic.Suppress), KeyValuePair.Create("MDL1001", ReportDiagnostic.Suppress)]))
            .Run();

        Assert.Equal(["MDL1000"], run.Diagnostics.Select(diagnostic => diagnostic.Id));
        Assert.Contains(WellKnownDiagnosticTags.NotConfigurable, run.Diagnostics.Single().Descriptor.CustomTags);
    }

    [Fact]
    public void a_broken_file_does_not_take_down_the_others()
    {
        var run = TestProject.Create(FakeCompiler.Compile, ("a.net", "error x"), ("b.net", "model B"), ("c.net", "throw up"), ("d.net", "model D")).Run();

        Assert.Equal(["b.B.g.cs", "d.D.g.cs"], run.HintNames);
        Assert.Equal(["MDL1000", "MDL9001"], run.Diagnostics.Select(diagnostic => diagnostic.Id).Order());
        Assert.Empty(run.Output.GetDiagnostics().Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error));
    }

    [Fact]
    public void an_exception_in_the_compiler_is_one_error_at_the_start_of_the_file()
    {
        var run = TestProject.Create(FakeCompiler.Compile, ("models/a.net", "model A\nthrow up")).Run();

        var error = Assert.Single(run.Diagnostics);
        Assert.Equal("MDL9001", error.Id);
        Assert.Equal(new FileLinePositionSpan(TestProject.Folder + "models/a.net", default), error.Location.GetLineSpan());
        Assert.StartsWith("the ModelDsl compiler failed on this file (InvalidOperationException: up second line, in FakeCompiler.Compile)", error.GetMessage());
    }

    [Fact]
    public void cancellation_is_no_error_of_the_file()
    {
        using var cancellation = new CancellationTokenSource();
        var project = TestProject.Create(
            (_, _, _, token) =>
            {
                cancellation.Cancel();
                token.ThrowIfCancellationRequested();
                throw new InvalidOperationException("the token does not reach the compiler");
            },
            ("a.net", "model A"));

        Assert.ThrowsAny<OperationCanceledException>(() => project.Run(cancellation.Token));
    }

    [Fact]
    public void a_model_declared_in_two_files_is_one_error_at_the_second()
    {
        var run = TestProject.Create(FakeCompiler.Compile, ("z.net", "\nmodel Same\nmodel Z"), ("models/a.net", "model Same")).Run();

        var error = Assert.Single(run.Diagnostics);
        Assert.Equal("MDL4001", error.Id);
        Assert.Equal("a model 'Same' is already declared in models/a.net(1,7); models of one project need different names", error.GetMessage());
        Assert.Equal(TestProject.Folder + "z.net", error.Location.GetLineSpan().Path);
        Assert.Equal(new LinePosition(1, 6), error.Location.GetLineSpan().StartLinePosition);
        Assert.Equal(["models/a.Same.g.cs", "z.Z.g.cs"], run.HintNames);
    }

    [Fact]
    public void models_that_differ_only_in_case_are_an_error()
    {
        var run = TestProject.Create(FakeCompiler.Compile, ("a.net", "model LeNet"), ("b.net", "model Lenet")).Run();

        Assert.Equal(
            "model 'Lenet' differs only in case from 'LeNet' in a.net(1,7); models of one project need different names",
            Assert.Single(run.Diagnostics).GetMessage());
        Assert.Equal(["a.LeNet.g.cs"], run.HintNames);
    }

    [Fact]
    public void models_of_one_file_that_differ_only_in_case_are_an_error()
    {
        var run = TestProject.Create(Compiler.Compile, ("a.net", "model LeNet\ninput 1\nfc-1\n\nmodel Lenet\ninput 1\nfc-1\n")).Run();

        Assert.Equal(5, Assert.Single(run.Diagnostics).Location.GetLineSpan().StartLinePosition.Line + 1);
        Assert.Equal(["Shapes.g.cs", "a.LeNet.g.cs"], run.HintNames);
    }

    [Fact]
    public void a_mended_file_takes_its_errors_along()
    {
        var run = TestProject.Create(FakeCompiler.Compile, ("a.net", "model A\nerror x"), ("b.net", "model A")).Run();
        Assert.Equal(2, run.Diagnostics.Length);

        run = run.After.Edit("a.net", "model C").Run();
        Assert.Empty(run.Diagnostics);
        Assert.Equal(["a.C.g.cs", "b.A.g.cs"], run.HintNames);
    }
}
