using ModelDsl.Syntax;
using ModelDsl.Text;

namespace ModelDsl.Tests.Syntax;

/// <summary>Texts that would overflow the stack of a parser that recurses without bound, or take it hours.</summary>
public sealed class DepthTests
{
    private const int Many = 100_000;

    [Theory]
    [InlineData("MDL1011", "(", "")]
    [InlineData("MDL1013", "(", ")")]
    [InlineData("MDL1013", "(\n", ")")]
    [InlineData("MDL1011", "conv3-64(", "")]
    [InlineData("MDL1011", "conv3-64 -> (bn -> ", "")]
    [InlineData("MDL1013", "[", "]")]
    [InlineData("MDL1011", "[", "")]
    [InlineData("MDL1013", "abs(", ")")]
    [InlineData("MDL1013", "residual(", ")")]
    [InlineData("MDL1013", "[id | ", "]")]
    [InlineData("MDL1013", "conv1-(", ")")]
    [InlineData("MDL1013", "se(n*(", "))")]
    [InlineData("MDL1012", ")", "")]
    public void a_hundred_thousand_brackets_on_a_line_are_one_mistake(string code, string open, string close)
    {
        var text = $"model M\n{Repeated(open)}bn{Repeated(close)}\nfc-10\n";
        Assert.Equal(code, Assert.Single(Parse(text).Diagnostics).Code);
    }

    [Theory]
    [InlineData("(bn\n")]
    [InlineData("conv3-64(pad 1\n")]
    [InlineData(")\n")]
    [InlineData("bn]\n")]
    public void a_hundred_thousand_lines_with_a_mistake_are_as_many_errors(string line) => Assert.Equal(Many, Parse("model M\n" + Repeated(line)).Diagnostics.Count);

    [Theory]
    [InlineData("bn\n")]
    [InlineData("\n")]
    [InlineData("# nothing\n")]
    [InlineData("bn ->\n")]
    [InlineData("bn -> ")]
    [InlineData("(bn -> ")]
    [InlineData("| bn ")]
    [InlineData("model M\n")]
    [InlineData(" ")]
    [InlineData("x")]
    [InlineData("x1")]
    [InlineData("1x")]
    [InlineData("-")]
    [InlineData("->")]
    [InlineData("a-")]
    [InlineData("9")]
    [InlineData("fc-1, ")]
    [InlineData("([")]
    [InlineData("())")]
    [InlineData("([)]")]
    [InlineData("\r")]
    [InlineData("\uD83D")]
    [InlineData("[")]
    [InlineData("[id | ")]
    [InlineData("[ a + b ] -> ")]
    [InlineData("abs(")]
    [InlineData("abs(a - ")]
    [InlineData("f(a) + ")]
    [InlineData("se(n*")]
    [InlineData("conv1-(")]
    [InlineData("residual(")]
    [InlineData("residual(bn, shortcut ")]
    [InlineData("loss a + ")]
    [InlineData("output a, ")]
    [InlineData("n = 3*")]
    [InlineData("n + ")]
    [InlineData("block b\n")]
    [InlineData("block b(")]
    [InlineData("net n\n")]
    [InlineData("use \"a\"\n")]
    [InlineData("use ")]
    [InlineData("?x")]
    [InlineData("\"")]
    [InlineData("x(")]
    [InlineData("(n)x")]
    [InlineData("(n)x(")]
    [InlineData("bn x(n) ")]
    [InlineData("fc-n/")]
    [InlineData("a-b")]
    [InlineData("input a 3x(n)\n")]
    [InlineData("tokens(")]
    public void a_hundred_thousand_of_anything_are_parsed(string piece)
    {
        var result = Parse("table T (A)\n" + Repeated(piece));
        Assert.NotEmpty(result.File.Definitions);
    }

    [Theory]
    [InlineData("(", ")")]
    [InlineData("(bn -> ", " bn) x2")]
    [InlineData("(\n", "\n")]
    [InlineData("[ id | ", " ]")]
    [InlineData("[ id + (", " )]")]
    [InlineData("abs(a - f(", "))")]
    [InlineData("residual(bn, shortcut ", ")")]
    [InlineData("se((", "))")]
    public void a_mistake_in_the_deepest_group_is_found_at_once(string open, string close) =>
        Assert.Single(Parse($"model M\n{Repeated(open, 127)}bn bn{Repeated(close, 127)}").Diagnostics.Take(1));

    /// <summary>A compiler may run on threads of little stack: all that may be nested must fit in half of the smallest usual one.</summary>
    [Theory]
    [InlineData("(", ")")]
    [InlineData("[ id | ", "]")]
    [InlineData("abs(a -> ", ")")]
    [InlineData("abs(a - f(x) - ", ")")]
    [InlineData("residual(bn, shortcut ", ")")]
    public void the_deepest_nesting_fits_a_small_stack(string open, string close)
    {
        ParseResult? result = null;
        var thread = new Thread(() => result = Parse($"model M\n{Repeated(open, 127)}bn{Repeated(close, 127)}"), 512 * 1024);
        thread.Start();
        thread.Join();
        Assert.Empty(result!.Diagnostics);
    }

    private static string Repeated(string piece, int count = Many) => string.Concat(Enumerable.Repeat(piece, count));

    private static ParseResult Parse(string text) => Parser.Parse(new SourceText("m.net", text));
}
