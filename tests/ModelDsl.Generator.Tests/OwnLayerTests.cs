using Microsoft.CodeAnalysis;
using ModelDsl.Runtime;
using static Microsoft.CodeAnalysis.IncrementalStepRunReason;

namespace ModelDsl.Generator.Tests;

/// <summary>Layers that C# classes of a project declare.</summary>
public sealed class OwnLayerTests
{
    private const string PixelUp = """
        using ModelDsl.Runtime;
        namespace My;
        [NetLayer("pixel-up", Options = "factor = 2, slope = 0.5", Shape = "c x h x w -> c/(factor*factor) x h*factor x w*factor")]
        public static class PixelUp
        {
            public static Value Forward(Step step, LayerName layer, Value x, int factor) => x;
            public static Value Backward(Step step, LayerName layer, Value gradient, Value y, long factor, double slope) => gradient;
        }
        """;

    private const string Weighted = """
        using ModelDsl.Runtime;
        [NetLayer("weighted", Shape = "c x ... -> c x ...", Parameters = "weight c x 3, bias c = 1")]
        internal static class Weighted
        {
            internal static Value Forward(Step step, LayerName layer, Value x, Value weight) => x;
            internal static (Value, Value Weight, Value) Backward(Step step, LayerName layer, Value gradient, Value x, Value bias) => (gradient, x, bias);
        }
        """;

    private static TestProject Project(string csharp, string line) => Project(csharp, ("models/a.net", $"model A\ninput 8x4x4\n{line} -> fc-2 -> softmax\n"));

    private static TestProject Project(string csharp, params (string, string)[] files) =>
        TestProject.Create(Compiler.Compile, files).Referring(TestProject.Runtime).EditCSharp(csharp);

    private static string[] Messages(Run run) => [.. run.Diagnostics.Select(d => $"{d.Id} {d.Location.GetLineSpan().StartLinePosition}: {d.GetMessage()}").Order(StringComparer.Ordinal)];

    private static IEnumerable<string> CSharpErrors(Run run) => run.Output.GetDiagnostics().Where(d => d.Severity == DiagnosticSeverity.Error).Select(d => d.ToString());

    [Fact]
    public void generated_code_calls_the_methods_of_its_class_by_the_names_they_have()
    {
        var run = Project(PixelUp, "pixel-up(slope 2) -> PixelUp(factor 1)").Run();
        Assert.Empty(run.Diagnostics);
        Assert.Empty(CSharpErrors(run));
        var code = run["models/a.A.g.cs"];
        Assert.Contains("var pixelUp1_1 = step.OwnLayer(\"pixelUp1_1\").Forward(global::My.PixelUp.Forward(step, \"pixelUp1_1\", x, factor: 2), 2, 8, 8);", code, StringComparison.Ordinal);
        Assert.Contains(".Backward(global::My.PixelUp.Backward(step, \"pixelUp1_2\", dPixelUp1_2, y: activations.PixelUp1_2, factor: 1, slope: 0.5), 2, 8, 8);", code, StringComparison.Ordinal);
    }

    [Fact]
    public void what_a_layer_learns_is_a_property_and_its_gradients_are_checked()
    {
        var run = Project(Weighted, "weighted").Run();
        Assert.Empty(run.Diagnostics);
        Assert.Empty(CSharpErrors(run));
        var code = run["models/a.A.g.cs"];
        Assert.Contains("public CustomParameters Weighted { get; }", code, StringComparison.Ordinal);
        Assert.Contains("[new(\"weight\", Initialization.Glorot, 8, 3), new(\"bias\", Initialization.Constant(1), 8)]", code, StringComparison.Ordinal);
        Assert.Contains(", x: x, bias: Weighted[\"bias\"]), Weighted, 8, 4, 4); ", code, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("pixel-up(fctor 2)", "MDL1004 2,9: pixel-up has no option 'fctor'; did you mean 'factor'?")]
    [InlineData("pixel-up(factor 1.5)", "MDL1005 2,9: option 'factor' takes a whole number")]
    [InlineData("pixel-up3", "MDL1008 2,0: pixel-up takes no kernel; write it like 'pixel-up(factor 2)'")]
    [InlineData("pixel-upp", "MDL1003 2,0: unknown layer 'pixel-upp'; did you mean 'pixel-up'?")]
    [InlineData("fc-10(linear) -> pixel-up", "MDL1092 2,17: pixel-up takes c x h x w, but 'fc-10' before it leaves 10")]
    [InlineData("pixel-up(factor 3)", "MDL1093 2,0: pixel-up(factor 3): of 8x4x4, c/(factor*factor) in the rule 'c x h x w -> c/(factor*factor) x h*factor x w*factor' is 0.8889, which is no whole number from 1")]
    [InlineData("pixel-up(factor 0)", "MDL1093 2,0: pixel-up(factor 0): of 8x4x4, c/(factor*factor) in the rule 'c x h x w -> c/(factor*factor) x h*factor x w*factor' is Infinity, which is no whole number from 1")]
    public void a_wrong_use_is_an_error_at_the_use(string line, string error) => Assert.Equal([error], Messages(Project(PixelUp, line).Run()));

    [Theory]
    [InlineData("\"pixel-up\"", "\"conv\"", "MDL4004 2,10: the keyword 'conv' is taken by the layer conv of the language; choose another")]
    [InlineData("\"pixel-up\"", "\"Residual\"", "MDL4004 2,10: the keyword 'Residual' is taken by a word of the language; choose another")]
    [InlineData("\"pixel-up\"", "\"up-2\"", "MDL4002 2,10: layer 'up-2', Keyword: a keyword is letters, digits, and hyphens before letters; it begins and ends with a letter")]
    [InlineData("slope = 0.5", "slope", "MDL4002 2,32: layer 'pixel-up', Options: expected '=' and the default of 'slope' at the end of \"factor = 2, slope\"")]
    [InlineData("slope = 0.5", "layer = 0.5", "MDL4002 2,32: layer 'pixel-up', Options: the name 'layer' is taken")]
    [InlineData("x w*factor\"", "x k*factor\"", "MDL4002 2,67: layer 'pixel-up', Shape: 'k' is neither an axis of the input nor an option")]
    [InlineData("c x h x w ->", "c x h*2 x w ->", "MDL4002 2,67: layer 'pixel-up', Shape: 'h*2' is no axis: before '->' stand names and whole numbers")]
    [InlineData("w*factor\")]", "w*factor\", Parameters = \"bias d\")]", "MDL4002 2,136: layer 'pixel-up', Parameters: 'd' is neither an axis of the input nor an option")]
    [InlineData("Backward", "Backwards", "MDL4003 3,20: layer 'pixel-up': class PixelUp has no static Backward that generated code could call; it is 'static Value Backward(Step step, LayerName layer, Value gradient, Value x, Value y, int factor, double slope)', of which what follows the third parameter may be left out")]
    [InlineData("int factor", "int fctor", "MDL4003 3,20: layer 'pixel-up': class PixelUp has a Forward with 'fctor', which is nothing that the attribute declares; it is 'static Value Forward(Step step, LayerName layer, Value x, int factor, double slope)', of which what follows the third parameter may be left out")]
    [InlineData("double slope", "int slope", "MDL4003 3,20: layer 'pixel-up': class PixelUp has a Backward whose 'slope' is int and not double; it is 'static Value Backward(Step step, LayerName layer, Value gradient, Value x, Value y, int factor, double slope)', of which what follows the third parameter may be left out")]
    [InlineData("public static class", "file static class", "MDL4005 3,18: layer 'pixel-up': generated code cannot reach class PixelUp; make it internal or public, and not generic")]
    public void a_wrong_declaration_is_an_error_at_the_class(string right, string wrong, string error)
    {
        var run = Project(PixelUp.Replace(right, wrong, StringComparison.Ordinal), "relu").Run();
        Assert.Equal([error], Messages(run));
    }

    [Fact]
    public void a_use_of_a_wrong_class_says_where_its_mistakes_are()
    {
        var run = Project(PixelUp.Replace("Backward", "Backwards", StringComparison.Ordinal), "pixel-up").Run();
        Assert.Equal("MDL1091 2,0: the layer 'pixel-up' has mistakes in its class PixelUp; they are reported there", Messages(run)[0]);
        Assert.Empty(CSharpErrors(run));
    }

    [Fact]
    public void two_classes_of_one_keyword_are_an_error_at_the_second()
    {
        var run = Project(Weighted.Replace("internal static class Weighted", "internal static class Another", StringComparison.Ordinal) + Weighted.Replace("using ModelDsl.Runtime;", "", StringComparison.Ordinal), "weighted").Run();
        Assert.Equal(["MDL4004 7,10: the keyword 'weighted' is taken by class Another; choose another"], Messages(run));
        Assert.Contains("global::Another.Forward", run["models/a.A.g.cs"], StringComparison.Ordinal);
    }

    [Fact]
    public void a_block_of_its_name_is_an_error()
    {
        var run = Project(PixelUp, ("a.net", "block PixelUp\n    conv3-3\nmodel A\ninput 8x4x4\nPixelUp -> fc-2 -> softmax\n")).Run();
        Assert.Equal(["MDL1090 0,6: class PixelUp of this project declares a layer 'PixelUp'; give the block another name"], Messages(run));
    }

    [Fact]
    public void it_may_be_named_as_a_layer_with_a_width_would_be()
    {
        var run = Project(PixelUp.Replace("pixel-up", "lstm-peephole", StringComparison.Ordinal), "lstm-peephole").Run();
        Assert.Empty(run.Diagnostics);
        Assert.Contains("My.PixelUp.Forward", run["models/a.A.g.cs"], StringComparison.Ordinal);
    }

    [Fact]
    public void defaults_hold_for_it()
    {
        var run = Project(PixelUp, ("a.net", "model A\ninput 8x4x4\ndefaults pixel-up(factor 1)\npixel-up -> fc-2 -> softmax\n")).Run();
        Assert.Empty(run.Diagnostics);
        Assert.Contains("factor: 1", run["a.A.g.cs"], StringComparison.Ordinal);
    }

    [Fact]
    public void no_roslyn_object_hides_in_what_is_kept_of_a_class() =>
        IncrementalityTests.AssertNoRoslyn(
            Project(PixelUp + Weighted.Replace("using ModelDsl.Runtime;", "", StringComparison.Ordinal).Replace("weight c", "weight d", StringComparison.Ordinal), "pixel-up").Run(),
            [Steps.OwnLayerClasses, Steps.OwnLayers, Steps.OwnLayerProblems, Steps.Compile]);

    [Fact]
    public void an_edit_of_other_csharp_reruns_nothing_and_one_of_a_declaration_the_compiler()
    {
        var first = Project(PixelUp, "pixel-up").Run();
        // Other code above it moves the class, and its methods' bodies are nothing to the compiler.
        var second = first.After.EditCSharp(
            PixelUp.Replace("namespace My;", "namespace My;\nclass Other;", StringComparison.Ordinal).Replace("=> x;", "=> step.Share(x);", StringComparison.Ordinal)).Run();
        Assert.Equal([Unchanged], second.Reasons(Steps.OwnLayers));
        Assert.Equal([Unchanged], second.Reasons(Steps.OwnLayerProblems));
        Assert.All(second.Reasons(Steps.Compile), reason => Assert.Equal(Cached, reason));
        Assert.All(second.Reasons(Steps.Sources), reason => Assert.Equal(Cached, reason));

        var third = second.After.EditCSharp(PixelUp.Replace("factor = 2", "factor = 1", StringComparison.Ordinal)).Run();
        Assert.Equal([Modified], third.Reasons(Steps.OwnLayers));
        Assert.Equal([Modified], third.Reasons(Steps.Compile));
        Assert.Contains("factor: 1", third["models/a.A.g.cs"], StringComparison.Ordinal);
    }
}
