using ModelDsl.Syntax;
using ModelDsl.Text;

namespace ModelDsl.Tests.Syntax;

/// <summary>How a text is stored says nothing.</summary>
public sealed class NewlineTests
{
    public static TheoryData<string> Texts => new(
        Samples.All.Append("model M\ninput 28x28 gray\nconv3-64 ->\n  bn relu\n(bn\n  relu tanh)\nfc-10 ->\n\nloss\n"));

    [Theory]
    [MemberData(nameof(Texts))]
    public void every_kind_of_newline_gives_the_same_tree_and_the_same_mistakes(string text)
    {
        foreach (var newline in new[] { "\r\n", "\r" })
        {
            var expected = new SourceText("m.net", text);
            var actual = new SourceText("m.net", text.Replace("\n", newline));
            var (one, other) = (Parser.Parse(expected), Parser.Parse(actual));
            Assert.Equal(SyntaxPrinter.Print(one.File), SyntaxPrinter.Print(other.File));
            Assert.Equal(one.Diagnostics.Select(d => d.Format(expected)), other.Diagnostics.Select(d => d.Format(actual)));
        }
    }

    [Theory]
    [MemberData(nameof(Texts))]
    public void a_byte_order_mark_and_a_last_newline_change_nothing(string text)
    {
        var tree = SyntaxPrinter.Print(Trees.Parse(text).File);
        Assert.Equal(tree, SyntaxPrinter.Print(Trees.Parse("\uFEFF" + text).File));
        Assert.Equal(tree, SyntaxPrinter.Print(Trees.Parse(text.TrimEnd('\n')).File));
        Assert.Equal(tree, SyntaxPrinter.Print(Trees.Parse(text + "\n \t\n").File));
    }

    [Theory]
    [MemberData(nameof(Texts))]
    public void tabs_and_other_blanks_are_blanks(string text) =>
        Assert.Equal(SyntaxPrinter.Print(Trees.Parse(text).File), SyntaxPrinter.Print(Trees.Parse(text.Replace(" ", "\u00A0\t")).File));
}
