using ModelDsl.Layers;

namespace ModelDsl.Tests.Errors;

/// <summary>Wrong programs whose words are right but mean nothing, or whose shapes do not go together; checked through the whole compiler.</summary>
public sealed class BindingErrorTests
{
    public static TheoryData<string> Names => ErrorCorpus.Files("Binding");

    public static TheoryData<string> Shapes => ErrorCorpus.Files("Shapes");

    public static TheoryData<string> Layers => ErrorCorpus.Files("Layers");

    public static TheoryData<string> Keywords => new(LayerRegistry.Kinds.Select(kind => kind.Keyword));

    [Theory]
    [MemberData(nameof(Names))]
    public void wrong_words_are_told_where_the_file_says(string file) => Check(file);

    [Theory]
    [MemberData(nameof(Shapes))]
    public void wrong_shapes_are_told_where_the_file_says(string file) => Check(file);

    [Theory]
    [MemberData(nameof(Layers))]
    public void what_a_layer_does_not_take_is_told_where_the_file_says(string file) => Check(file);

    [Theory]
    [MemberData(nameof(Keywords))]
    public void each_layer_has_a_file_with_a_wrong_value_for_each_of_its_options(string keyword)
    {
        var kind = LayerRegistry.Find(keyword)!;
        var path = Repository.PathOf("tests", "ModelDsl.Tests", "Errors", "Layers", keyword + ".net");
        Assert.True(File.Exists(path), $"tests/ModelDsl.Tests/Errors/Layers/{keyword}.net is missing: what the layer does not take, run with UPDATE_CORPUS=1");
        var errors = File.ReadAllText(path);
        Assert.All(kind.Options, option => Assert.Contains($"MDL1005: option '{option.Name}' takes ", errors, StringComparison.Ordinal));
        Assert.Matches("MDL1004: .* has no option|takes no options", errors);
    }

    [Fact]
    public void the_corpus_has_at_least_150_files() =>
        Assert.InRange(new[] { "Syntax", "Binding", "Shapes", "Layers" }.Sum(folder => ErrorCorpus.Files(folder).Count<object[]>()), 150, int.MaxValue);

    private static void Check(string file) =>
        ErrorCorpus.Check(file, text => Compiler.Compile(text, new CompilerOptions("Models", text.Path)).Diagnostics);
}
