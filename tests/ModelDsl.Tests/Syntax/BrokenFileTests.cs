using ModelDsl.Syntax;
using ModelDsl.Tests.Errors;
using ModelDsl.Text;

namespace ModelDsl.Tests.Syntax;

/// <summary>What becomes of a file with syntax errors behind the parser.</summary>
public sealed class BrokenFileTests
{
    public static TheoryData<string> Files => ErrorCorpus.Files("Syntax");

    [Theory]
    [MemberData(nameof(Files))]
    public void a_broken_file_compiles_to_classes_with_names_and_keeps_its_errors(string file)
    {
        var text = new SourceText(file, File.ReadAllText(Repository.PathOf("tests", "ModelDsl.Tests", "Errors", file)));
        var compilation = Compile(text);
        Assert.All(compilation.Models, model => Assert.NotEqual("", model.Name));
        Assert.Empty(Parser.Parse(text).Diagnostics.Except(compilation.Diagnostics));
    }

    [Theory]
    [InlineData("model M\nipnut 28x28 gray\nconv3-4 -> softmax\n", "2,1 MDL1020")]
    [InlineData("model M\ninput 28x28 gray\nfc-10 relu\n", "3,7 MDL1017")]
    [InlineData("model\ninput 28x28 gray\nfc-10\nmodel\ninput 28x28 gray\nfc-10\n", "1,1 MDL1002", "4,1 MDL1002")]
    [InlineData("input 28x28 gray\nfc-10\n", "1,1 MDL1019")]
    [InlineData("table T (A, B\ninput 28x28 gray\n| fc-10 | fc-20 |\n", "1,9 MDL1011")]
    [InlineData("input 28x28 gray\n| fc-10 | fc-20 |\n", "1,1 MDL1019")]
    public void one_mistake_in_the_text_is_one_error_of_the_compiler(string text, params string[] errors)
    {
        var source = new SourceText("models/m.net", text);
        Assert.Equal(errors, Compile(source).Diagnostics.Select(d => $"{source.PositionOf(d.Span.Start).Line},{source.PositionOf(d.Span.Start).Column} {d.Code}"));
    }

    [Fact]
    public void a_value_may_have_a_name_that_reads_as_a_layer_with_a_kernel() =>
        Assert.Empty(Compile(new SourceText("m.net", "model M\ninput 8\nd1 = fc-4 -> relu\nd1 -> fc-2\nexpect params 46\n")).Diagnostics);

    private static Compilation Compile(SourceText text) => Compiler.Compile(text, new CompilerOptions("Models", text.Path));
}
