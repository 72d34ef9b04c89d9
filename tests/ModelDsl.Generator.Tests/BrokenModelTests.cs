using Microsoft.CodeAnalysis;

namespace ModelDsl.Generator.Tests;

/// <summary>One mistake in a `.net` file is one error: the C# that uses the model compiles until it is mended.</summary>
public sealed class BrokenModelTests
{
    private const string Vae = """
        model Vae
        input 28x28 gray
        encoder = fc-400
        mean = encoder -> fc-20(linear)
        logvar = encoder -> fc-20(linear)
        decoder = sample(mean, logvar) -> fc-400 -> fc-784 -> sigmoid -> reshape 1x28x28
        output decoder, mean, logvar
        loss bce(decoder, input) + kl(mean, logvar)
        """;

    private const string UseOfVae = """
            using var vae = new Vae(seed: 1) { ReadsLossParts = true };
            Trainer.For(vae, optimizer).Train(new Dataset<F1x28x28>(Examples.Floats<F1x28x28>(new float[784])));
            using var all = vae.PredictAll(Tensor<F1x28x28>.Empty(1));
            Tensor<F1x28x28> picture = all.Decoder;
            using var activations = vae.Forward(picture);
            vae.Backward(activations, activations.DecoderOutput, activations.MeanOutput, all.Logvar);
        """;

    private const string Classifier = """
        model Net
        input 28x28 gray
        conv5-6 -> maxpool -> fc-84 -> fc-10 -> softmax
        """;

    private const string UseOfClassifier = """
            using var net = new Net(seed: 1);
            Trainer.For(net, optimizer).Train(new Dataset<F1x28x28, Labels>(Examples.Floats<F1x28x28>(new float[784]), Examples.Labels([1], classes: 10)));
            Tensor<F10> scores = net.Logits(Tensor<F1x28x28>.Empty(1));
            IDifferentiable<F1x28x28, F10, Net.Activations> both = net;
        """;

    private const string Pair = """
        model Pair
        input left 8
        input right 8
        net embed
            fc-4 -> tanh
        a = embed(left)
        b = embed(right)
        loss contrastive(a, b)
        """;

    private const string UseOfPair = """
            using var pair = new Pair();
            var pairs = new Pair.Dataset(Examples.Floats<F8>(new float[16]), Examples.Floats<F8>(new float[16]), target: Examples.Floats<F1>(new float[2]));
            Trainer.For(pair, optimizer).Train(pairs.Split(0.5, seed: 1).Train);
        """;

    private const string Grouped = """
        model Kinds
        input 28x28 gray
        conv5-6 -> maxpool -> fc-84 -> fc-3(linear)
        loss supcon
        """;

    private const string UseOfGrouped = """
            using var kinds = new Kinds();
            Trainer.For(kinds, optimizer).Train(new Dataset<F1x28x28, Labels>(Examples.Floats<F1x28x28>(new float[784]), Examples.Labels([9], classes: 10)));
        """;

    private const string Continued = """
        model Digits
        input 28x28 gray
        conv5-6 -> maxpool -> fc-84 -> fc-10 -> softmax

        model Letters from Digits until fc1
        fc-26 -> softmax
        """;

    private const string UseOfContinued = """
            using var letters = new Letters();
            Tensor<F84> features = letters.Features(Tensor<F1x28x28>.Empty(1));
            Trainer.For(letters.Head, optimizer).Train(new Dataset<F84, Labels>(Examples.Floats<F84>(new float[84]), Examples.Labels([1], classes: 26)));
            Parameter weight = letters.Conv1.Weight;
        """;

    [Theory]
    [InlineData(Vae, UseOfVae, "encoder = fc-400", "encoder = fcc-400", "MDL1003")]
    [InlineData(Vae, UseOfVae, "bce(decoder", "bec(decoder", "MDL1036")]
    [InlineData(Vae, UseOfVae, "bce(decoder", "bce(decodr", "MDL1068")]
    [InlineData(Vae, UseOfVae, "kl(mean", "kl(men", "MDL1068")]
    [InlineData(Vae, UseOfVae, "kl(mean, logvar)", "kl(mean)", "MDL1069")]
    [InlineData(Vae, UseOfVae, "output decoder", "output decodr", "MDL1068")]
    [InlineData(Vae, UseOfVae, "bce(decoder, input)", "bce(decoder, input, depth 3)", "MDL1004")]
    [InlineData(Classifier, UseOfClassifier, "softmax", "sofmax", "MDL1003")]
    [InlineData(Classifier, UseOfClassifier, "softmax", "softmax\nloss cross-entrpy", "MDL1036")]
    [InlineData(Classifier, UseOfClassifier, "softmax", "softmax\nloss quantum", "MDL1036")]
    [InlineData(Classifier, UseOfClassifier, "maxpool", "maxpol", "MDL1003")]
    [InlineData(Classifier, UseOfClassifier, "maxpool", "maxpool30(ceil, pad 0)", "MDL2001")]
    [InlineData(Pair, UseOfPair, "fc-4", "fcc-4", "MDL1003")]
    [InlineData(Pair, UseOfPair, "contrastive", "contrastiv", "MDL1036")]
    [InlineData(Grouped, UseOfGrouped, "fc-84", "fcc-84", "MDL1003")]
    [InlineData(Grouped, UseOfGrouped, "supcon", "supconn", "MDL1036")]
    [InlineData(Grouped, UseOfGrouped, "supcon", "supcon(0)", "MDL1005")]
    [InlineData(Grouped, UseOfGrouped, "fc-84 -> fc-3(linear)", "conv3-3", "MDL1037")]
    [InlineData(Continued, UseOfContinued, "fc-26", "fc-26(biass no)", "MDL1004")]
    public void a_mistake_is_one_error_however_the_model_is_used(string model, string use, string right, string wrong, string error)
    {
        Assert.True(!Errors(model, use).Any(), string.Join("\n", Errors(model, use)));
        Assert.Equal([error], Errors(model.Replace(right, wrong, StringComparison.Ordinal), use));
    }

    public static TheoryData<string> WrongFiles =>
        [.. Directory.GetFiles(Corpus, "*.net", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(Corpus, file)).Order(StringComparer.Ordinal)];

    private static string Corpus => Path.Combine(BuiltProject.RepositoryRoot, "tests/ModelDsl.Tests/Errors");

    [Theory]
    [MemberData(nameof(WrongFiles))]
    public void what_stands_in_for_the_models_of_a_wrong_file_compiles(string file)
    {
        var run = TestProject.Create(Compiler.Compile, ("m.net", File.ReadAllText(Path.Combine(Corpus, file)))).Referring(TestProject.Runtime).Run();
        string[] errors = [.. run.Output.GetDiagnostics().Where(d => d.Severity == DiagnosticSeverity.Error).Select(d => d.ToString())];
        Assert.True(errors.Length == 0, string.Join("\n", errors.Take(10)));
    }

    private static IEnumerable<string> Errors(string model, string use)
    {
        var program = $$"""
            using ModelDsl.Runtime;
            using ModelDsl.Runtime.Data;
            using ModelDsl.Runtime.Training;

            namespace My.Models;

            static class Program
            {
                static void Use(Optimizer optimizer)
                {
            {{use}}
                }
            }
            """;
        var run = TestProject.Create(Compiler.Compile, ("m.net", model)).EditCSharp(program).Referring(TestProject.Runtime).Run();
        return run.Diagnostics.Concat(run.Output.GetDiagnostics()).Where(d => d.Severity == DiagnosticSeverity.Error).Select(d => d.Id is ['M', ..] ? d.Id : d.ToString()).Distinct();
    }
}
