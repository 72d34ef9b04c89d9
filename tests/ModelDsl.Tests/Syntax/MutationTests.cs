using ModelDsl.Syntax;
using ModelDsl.Text;

namespace ModelDsl.Tests.Syntax;

/// <summary>Any text gives a tree: good texts with random slips, which tests of chosen mistakes do not think of.</summary>
public sealed class MutationTests
{
    private static readonly string[] Pieces =
    [
        "(", ")", "[", "]", "->", "-", ">", "/", "|", ",", "=", ":", "x", "x2", "3", "0", "_", ".", "#", "\n", "\r\n", "\r", " ", "\t", "conv3-64", "model", "model M\n",
        "table T (A, B)\n", "input ", "loss", "expect ", "defaults ", "block b\n  ", "residual(", "shortcut auto", "net n\n  ", "use \"a\"", "output ", "tokens(", "x(", "n = ", "+", "abs(", "a -> ", "fc-n", "reshape ", "block c(n = 2)\n  ", "99999999999999999999", "1e", "-1", "é", "→", "\uD83D", "\uDE00", "\0", "\uFEFF", "*", "?",
    ];

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 2)]
    [InlineData(3, 5)]
    [InlineData(4, 20)]
    [InlineData(5, 100)]
    public void a_text_with_slips_gives_a_tree_and_mistakes_in_it(int seed, int slips)
    {
        var random = new Random(seed);
        var samples = Samples.All.ToArray();
        for (var i = 0; i < 400; i++)
        {
            var text = samples[random.Next(samples.Length)];
            for (var slip = random.Next(1, slips + 1); slip > 0; slip--) text = Mutated(text, random);
            Check(text);
        }
    }

    [Fact]
    public void a_text_of_random_pieces_gives_a_tree()
    {
        var random = new Random(6);
        for (var i = 0; i < 2000; i++)
        {
            Check(string.Concat(Enumerable.Range(0, random.Next(60)).Select(_ => Pieces[random.Next(Pieces.Length)])));
        }
    }

    private static string Mutated(string text, Random random)
    {
        var at = random.Next(text.Length + 1);
        var length = Math.Min(random.Next(1, 10), text.Length - at);
        return random.Next(5) switch
        {
            0 => text.Remove(at, length),
            1 => text.Insert(at, Pieces[random.Next(Pieces.Length)]),
            2 => text.Insert(random.Next(text.Length + 1), text.Substring(at, length)),
            3 => text.Remove(at, length).Insert(at, Pieces[random.Next(Pieces.Length)]),
            _ => random.Next(20) == 0 ? text[..at] : text.Insert(at, ((char)random.Next(32, 127)).ToString()),
        };
    }

    private static void Check(string text)
    {
        var source = new SourceText("m.net", text);
        var result = Parser.Parse(source);
        var nodes = Nodes.All(result.File).ToArray();
        Assert.All(nodes, node => Assert.InRange(node.Span.End, node.Span.Start, text.Length));
        Assert.All(result.Diagnostics, d => Assert.InRange(d.Span.End, d.Span.Start + 1, text.Length));
        Assert.All(result.Diagnostics, d => Assert.DoesNotContain('\n', d.Format(source)));
        Assert.True(!nodes.OfType<BrokenStatement>().Any() || result.Diagnostics.Count > 0, text);
        Assert.Equal(result.Diagnostics.Select(d => d.Span.Start).Order(), result.Diagnostics.Select(d => d.Span.Start));
        Assert.True(result.Diagnostics.Count == result.Diagnostics.Select(d => source.LineOf(d.Span)).Distinct().Count(), text);
        SyntaxPrinter.Print(result.File, source);
    }
}
