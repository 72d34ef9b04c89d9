using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace ModelDsl.Generator.Tests;

/// <summary>Whatever generated code calls something, a `.net` file may call something else so, or is told that it may not: the C# compiles.</summary>
public sealed class AnyNameTests
{
    // Each with NAME where a name may stand; the model's is MODEL.
    private const string Vae = """
        model MODEL
        input 8
        encoder = fc-6
        mean = encoder -> fc-3(linear)
        logvar = encoder -> fc-3(linear)
        code = sample(mean, logvar)
        decoder = code -> fc-6 -> fc-8 -> sigmoid
        output decoder, mean, logvar
        loss bce(decoder, input) + kl(mean, logvar)

        """;

    private const string TwoInputs = """
        model MODEL
        input left 8
        input right 1x4x4
        net embed
            flatten -> fc-5 -> tanh
        r = right -> conv3-2 -> bn -> relu -> maxpool -> dropout(0.5)
        [ embed(left) | r -> flatten -> fc-5 ] -> fc-3 -> softmax
        loss cross-entropy + l2(1e-3)

        """;

    private const string Blocks = """
        block NAMEOFBLOCK(n, s = 1)
            a = conv3-n/s -> bn -> relu
            residual(conv3-n -> bn)
            relu

        block outerOfNAME(n)
            NAMEOFBLOCK(n) -> conv1-n

        model MODEL
        input 1x8x8
        conv3-4 -> bn -> relu
        NAMEOFBLOCK(4) x2
        NAMEOFBLOCK(8, 2)
        outerOfNAME(8)
        gap -> fc-3 -> softmax

        """;

    private static readonly (string Kind, string Text)[] Templates =
    [
        ("value", Vae.Replace("encoder", "NAME")),
        ("value of layers", Vae.Replace("code =", "NAME =").Replace("= code", "= NAME")),
        ("output", Vae.Replace("mean", "NAME")),
        ("first output", Vae.Replace("decoder", "NAME")),
        ("input", TwoInputs.Replace("left", "NAME")),
        ("image", TwoInputs.Replace("right", "NAME")),
        ("net", TwoInputs.Replace("embed", "NAME")),
        ("layer of a net", TwoInputs.Replace("    flatten -> fc-5 -> tanh", "    NAME = fc-5(linear)\n    tanh")),
        ("block", Blocks.Replace("NAMEOFBLOCK", "NAME").Replace("outerOfNAME", "outerMODEL")),
        ("layer of a block", Blocks.Replace("NAMEOFBLOCK", "blockMODEL").Replace("outerOfNAME", "outerMODEL").Replace("    a = conv3-n/s ->", "    NAME = conv3-n/s\n    ")),
        ("value of a block", Blocks.Replace("NAMEOFBLOCK", "blockMODEL").Replace("outerOfNAME", "outerMODEL").Replace("    a =", "    NAME =")),
        ("layer beside blocks", Blocks.Replace("NAMEOFBLOCK", "blockMODEL").Replace("outerOfNAME", "outerMODEL").Replace("conv3-4 ->", "NAME = conv3-4\n")),
    ];

    // What generated code calls its own in some method or class, words of C#, and letters that have no case.
    private static readonly string[] Names =
    [
        "Activation", "embedFc1", "EmbedFc1", "CodeDeviation", "codeDeviation", "decoderOutput", "outputDecoder", "MeanOutput", "Input", "savedInput", "savedSoftmax", "bn1Mean", "Bn1Mean", "bn2InverseDeviation",
        "maxpoolIndices", "Conv1", "dropoutMask", "blockM1Block", "someBlock1", "xLeft", "dX", "Saved", "state", "async", "record", "class", "field", "_", "__", "_1", "é", "名前",
    ];

    public static TheoryData<string> Kinds => [.. Templates.Select(template => template.Kind)];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void a_name_of_generated_code_may_be_given(string kind)
    {
        var text = Templates.Single(template => template.Kind == kind).Text;
        var made = Names.Select((name, i) => Compile(Named(text, name, $"M{i}"))).Where(made => made.Diagnostics.All(d => d.Severity != Diagnostics.Severity.Error)).ToArray();
        Assert.True(made.Length > Names.Length / 2);
        var shapes = Compiler.EmitShapes(made.SelectMany(m => m.Shapes).Distinct().Order(StringComparer.Ordinal), "My");
        var trees = made.SelectMany(m => m.Sources).Select(source => source.Code).Append(shapes).Select(code => CSharpSyntaxTree.ParseText(code, new CSharpParseOptions(LanguageVersion.Latest)));
        var options = new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary);
        var compilation = CSharpCompilation.Create("names", trees, TestProject.Runtime.Append(MetadataReference.CreateFromFile(typeof(object).Assembly.Location)), options);
        Assert.Equal("", string.Join('\n', compilation.GetDiagnostics().Where(d => d.Severity >= DiagnosticSeverity.Warning).Select(d => $"{d.GetMessage()}: {d.Location.SourceTree?.GetText().Lines[d.Location.GetLineSpan().StartLinePosition.Line]}").Take(20)));
    }

    private static string Named(string text, string name, string model) => text.Replace("NAME", name, StringComparison.Ordinal).Replace("MODEL", model, StringComparison.Ordinal);

    private static Compilation Compile(string text) => Compiler.Compile(new Text.SourceText("m.net", text), new CompilerOptions("My", "m.net"));
}
