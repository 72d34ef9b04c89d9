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

    [Theory]
    [InlineData("Trainer.For(new Variational(), optimizer).Train(inputs)", null)]
    [InlineData("Trainer.For(new Variational(), optimizer).Train(labelled)", null)]
    [InlineData("Trainer.For(new Encoder(), optimizer).Train(inputs)", "Dataset<ModelDsl.Models.Tests.Nets.F8>")]
    [InlineData("Trainer.For(new Variational(), optimizer).Train(others)", "Dataset<ModelDsl.Models.Tests.Nets.F5>")]
    [InlineData("Trainer.For(new TwoHeads(), optimizer).Train(labelled)", "TwoHeads.Batch")]
    [InlineData("new TwoHeads.Dataset(others.Inputs, others.Inputs, null!, null!)", "Tensor<ModelDsl.Models.Tests.Nets.F4>")]
    public void a_trainer_takes_examples_of_what_its_network_takes(string training, string? error)
    {
        var errors = Compile($$"""
            Optimizer optimizer = null!;
            (Dataset<F8> inputs, Dataset<F8, Labels> labelled, Dataset<F5> others) = (null!, null!, null!);
            _ = {{training}};
            """);
        if (error is null) Assert.Empty(errors);
        else Assert.Contains(error, Assert.Single(errors).GetMessage());
    }

    private static IReadOnlyList<Diagnostic> Compile(string body)
    {
        var code = $$"""
            using ModelDsl.Runtime;
            using ModelDsl.Runtime.Data;
            using ModelDsl.Runtime.Training;
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
