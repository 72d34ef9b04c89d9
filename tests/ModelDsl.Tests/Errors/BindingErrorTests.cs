namespace ModelDsl.Tests.Errors;

/// <summary>Wrong programs whose words are right but mean nothing, or whose shapes do not go together; checked through the whole compiler.</summary>
public sealed class BindingErrorTests
{
    public static TheoryData<string> Names => ErrorCorpus.Files("Binding");

    public static TheoryData<string> Shapes => ErrorCorpus.Files("Shapes");

    [Theory]
    [MemberData(nameof(Names))]
    public void wrong_words_are_told_where_the_file_says(string file) => Check(file);

    [Theory]
    [MemberData(nameof(Shapes))]
    public void wrong_shapes_are_told_where_the_file_says(string file) => Check(file);

    private static void Check(string file) =>
        ErrorCorpus.Check(file, text => Compiler.Compile(text, new CompilerOptions("Models", text.Path)).Diagnostics);
}
