using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace ModelDsl.Models.Tests.Types;

/// <summary>What does not fit does not compile: shapes are types (nets/codec.net).</summary>
public sealed class TypeSafetyTests
{
    [Fact]
    public void a_code_feeds_the_decoder_of_its_size() => Assert.Empty(Compile("""
        using var code = new Encoder().Predict(image);
        using var decoded = new Decoder20().Predict(code);
        """));

    [Fact]
    public void a_code_of_20_features_does_not_feed_a_decoder_of_32()
    {
        var error = Assert.Single(Compile("""
            using var code = new Encoder().Predict(image);
            using var decoded = new Decoder32().Predict(code);
            """));
        Assert.Equal("CS1503", error.Id);
        Assert.Contains("F20", error.GetMessage());
        Assert.Contains("F32", error.GetMessage());
    }

    [Fact]
    public void an_image_is_no_target_of_a_classifier_and_labels_are_none_of_a_decoder()
    {
        Assert.Equal("CS1503", Assert.Single(Compile("new AlexNetWithoutDropout().TrainStep(null!, image, null!);")).Id);
        Assert.Equal("CS1503", Assert.Single(Compile("new Decoder20().TrainStep(null!, labels, null!);")).Id);
    }

    private static IReadOnlyList<Diagnostic> Compile(string body)
    {
        var code = $$"""
            using ModelDsl.Runtime;
            using ModelDsl.Models.Tests.Nets;

            internal static class Snippet
            {
                public static void Run(Tensor<F1x28x28> image, Labels labels)
                {
                    {{body}}
                }
            }
            """;
        var platform = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator);
        var references = platform.Append(typeof(Nets.Encoder).Assembly.Location).Distinct().Select(path => MetadataReference.CreateFromFile(path));
        var options = new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable);
        var compilation = CSharpCompilation.Create("Snippet", [CSharpSyntaxTree.ParseText(code)], references, options);
        return [.. compilation.GetDiagnostics().Where(d => d.Severity == DiagnosticSeverity.Error)];
    }
}
