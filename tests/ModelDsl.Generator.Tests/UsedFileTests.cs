using ModelDsl.Generator;
using static Microsoft.CodeAnalysis.IncrementalStepRunReason;

namespace ModelDsl.Generator.Tests;

/// <summary>Files whose blocks other files use.</summary>
public sealed class UsedFileTests
{
    private const string Blocks = "block pair(n)\n    conv3-n -> bn -> relu\n    conv3-n -> bn -> relu\n";

    private static TestProject Project(string blocks = Blocks) => TestProject.Create(
        Compiler.Compile,
        ("models/blocks.net", blocks),
        ("models/a.net", "use \"blocks.net\"\nmodel A\ninput 8x8 rgb\npair(4) -> gap -> fc-2 -> softmax\n"),
        ("models/b.net", "model B\ninput 4\nfc-2 -> softmax\n"));

    [Fact]
    public void a_block_of_another_file_is_a_class_of_the_model_that_uses_it()
    {
        var run = Project().Run();
        Assert.Empty(run.Diagnostics);
        Assert.Contains("public PairBlock Pair1 { get; }", run["models/a.A.g.cs"], StringComparison.Ordinal);
    }

    [Fact]
    public void an_edit_of_the_blocks_recompiles_who_uses_them_and_no_others()
    {
        var second = Project().Run().After.Edit("models/blocks.net", Blocks.Replace("relu", "tanh", StringComparison.Ordinal)).Run();
        Assert.Contains("Activation.Tanh", second["models/a.A.g.cs"], StringComparison.Ordinal);
        Assert.Equal([Cached, Modified, Unchanged], second.Reasons(Steps.Compile).OrderBy(r => r.ToString(), StringComparer.Ordinal));
    }

    [Fact]
    public void a_mistake_in_a_used_block_is_reported_where_it_is_and_where_it_is_used()
    {
        var run = Project(Blocks.Replace("bn", "bm", StringComparison.Ordinal)).Run();
        Assert.Equal(["MDL1003", "MDL1003", "MDL1074"], run.Diagnostics.Select(d => d.Id).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void a_shape_error_in_a_used_block_stands_at_its_use_and_names_its_place()
    {
        var run = TestProject.Create(
            Compiler.Compile,
            ("models/blocks.net", "block narrow(k)\n    conv5-8(valid) -> maxpool(pad 0)\n"),
            ("models/a.net", "use \"blocks.net\"\nmodel A\ninput 4x4 rgb\nnarrow(3) -> fc-2 -> softmax\n")).Run();
        var error = Assert.Single(run.Diagnostics);
        Assert.Equal("in 'narrow(3)', models/blocks.net(2,5): conv5-8(valid) needs an input of at least 5x5, but the input is 3x4x4", error.GetMessage());
        Assert.Equal(3, error.Location.GetLineSpan().StartLinePosition.Line);
    }

    private static TestProject Transfer(string layer = "conv1") => TestProject.Create(
        Compiler.Compile,
        ("models/base.net", "use \"blocks.net\"\nmodel Whole\ninput 8x8 rgb\nconv3-4 -> pair(4) -> gap -> fc-2 -> softmax\n"),
        ("models/blocks.net", Blocks),
        ("models/head.net", $"use \"base.net\"\nmodel Part from Whole until {layer}\ngap -> fc-3 -> softmax\n"));

    [Fact]
    public void a_model_of_another_file_may_be_begun_with()
    {
        var run = Transfer("pair1").Run();
        Assert.Empty(run.Diagnostics);
        Assert.Contains("public PairBlock Pair1 { get; }", run["models/head.Part.g.cs"], StringComparison.Ordinal);
        Assert.Contains("models/base.net", run["models/head.Part.g.cs"], StringComparison.Ordinal);
    }

    [Fact]
    public void a_mistake_in_a_base_of_another_file_is_one_error_there_and_one_where_it_is_begun_with()
    {
        var second = Transfer().Run().After.Edit("models/base.net", "model Whole\ninput 8x8 rgb\nconv3-4 -> gap -> fcc-2 -> softmax\n").Run();
        Assert.Equal(["MDL1003", "MDL1075"], second.Diagnostics.Select(d => d.Id).Order(StringComparer.Ordinal));
        Assert.Contains("class Part : Network<", second["models/head.Part.g.cs"], StringComparison.Ordinal);
    }

    [Fact]
    public void a_wrong_line_leaves_a_class_with_features_and_head()
    {
        var second = Transfer().Run().After.Edit("models/head.net", "use \"base.net\"\nmodel Part from Whole until conv1\ngap -> fcc-3 -> softmax\n").Run();
        Assert.Equal("MDL1003", Assert.Single(second.Diagnostics).Id);
        Assert.Contains("public Tensor<F4x8x8> Features(Tensor<F3x8x8> input)", second["models/head.Part.g.cs"], StringComparison.Ordinal);
        Assert.Contains("Head => throw", second["models/head.Part.g.cs"], StringComparison.Ordinal);
    }

    [Fact]
    public void a_file_that_is_not_there_is_an_error_at_its_name()
    {
        var run = TestProject.Create(Compiler.Compile, ("models/a.net", "use \"../parts/blocks.net\"\nmodel A\ninput 4\nfc-2 -> softmax\n")).Run();
        Assert.Equal("there is no file 'parts/blocks.net' among the project's .net files", Assert.Single(run.Diagnostics).GetMessage());
    }
}
