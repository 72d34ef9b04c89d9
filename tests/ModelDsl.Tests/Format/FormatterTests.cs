using ModelDsl.Format;
using ModelDsl.Syntax;
using ModelDsl.Tests.Syntax;
using ModelDsl.Text;

namespace ModelDsl.Tests.Format;

/// <summary>One layout for all files, which changes what a file looks like and never what it says.</summary>
public sealed class FormatterTests
{
    public static TheoryData<string> Texts => new(Samples.All);

    public static TheoryData<string> Shipped => new(Models.ShippedNames);

    [Theory]
    [MemberData(nameof(Texts))]
    public void what_is_formatted_stays_as_it_is(string text)
    {
        var once = Formatted(text);
        Assert.Equal(once, Formatted(once));
    }

    [Theory]
    [MemberData(nameof(Texts))]
    public void formatting_changes_no_tree_and_loses_no_comment_or_blank_line(string text)
    {
        var once = Formatted(text);
        Assert.Equal(Trees.Of(text), Trees.Of(once));
        Assert.Equal(Comments(text), Comments(once));
        Assert.Equal(text.TrimEnd().Split('\n').Select(line => line.Trim().Length > 0), once.TrimEnd().Split('\n').Select(line => line.Length > 0));
    }

    /// <summary>Blanks wherever they mean nothing, tabs, other newlines and indentations.</summary>
    [Theory]
    [MemberData(nameof(Texts))]
    public void a_file_laid_out_anyhow_is_formatted_to_the_same_tree(string text)
    {
        var messy = text.Replace(" -> ", "->").Replace(", ", " ,").Replace("(", "( ").Replace(")", " )").Replace("[ ", "[").Replace(" | ", "|")
            .Replace("\n    ", "\n\t  ").Replace("\n", "  \t\r\n");
        if (Trees.Parse(messy).Diagnostics.Count > 0) messy = text.Replace(" -> ", "->").Replace("\n", " \r\n");
        var once = Formatted(messy);
        Assert.Equal(Trees.Of(messy), Trees.Of(once));
        Assert.Equal(once, Formatted(once));
    }

    [Theory]
    [MemberData(nameof(Shipped))]
    public void the_models_of_the_library_are_formatted(string name)
    {
        var text = Models.Shipped(name).Content;
        Assert.Equal(text, Formatted(text));
    }

    [Fact]
    public void blanks_and_indentation_follow_the_papers() => Assert.Equal(
        """
        use "blocks.net"

        # a block
        block bottleneck(n, stride = 1)
            # its only line
            residual(
                conv1-n -> bn,
              shortcut auto) x2   # kept apart
            # the end of its body

        model M
        input left 28x28 gray
        net embed
            conv3-64(pad 1, bias no)
            net deeper
                relu
        [ a | b ] -> [ a - b ] -> abs(embed(left), n -1)
        loss bce(a, b) + 0.3*kl

        """,
        Formatted("""
            use   "blocks.net"

                # a block
            block bottleneck( n,stride=1 )
              # its only line
              residual(
                  conv1-n->bn ,
                shortcut auto)   x2   # kept apart
              # the end of its body

            model M
            input   left 28x28   gray
              net embed
               conv3-64( pad 1,bias  no )
               net deeper
                     relu
            [a|b]->[ a - b ]   ->abs( embed( left ),n -1 )
            loss bce( a,b )+0.3*kl


            """));

    [Fact]
    public void bars_of_a_table_stand_one_below_the_other() => Assert.Equal(
        """
        table T (A, B)
        | conv3-64   | [ bn | id ] x2 |
        | maxpool |
        | conv3-8 bn |                | # nothing
        fc-10
        expect params | 1     | 2  |
        expect macs   | 3_000 | 44 |
        n = | 1 | 2 |

        """,
        Formatted("""
            table T (A,B)
            |conv3-64|[bn|id] x2|
              |   maxpool |
            | conv3-8   bn || # nothing
            fc-10
            expect params|1|2|
            expect macs | 3_000| 44 |
            n=|1|2|
            """));

    [Theory]
    [InlineData("model M\n  bn   relu  \n")]
    [InlineData("model M\ninput  (")]
    public void a_file_with_syntax_errors_stays_as_it_is(string text) => Assert.Equal(text, Formatted(text));

    [Theory]
    [InlineData("", "")]
    [InlineData("\n\n", "")]
    [InlineData("# only", "# only\n")]
    [InlineData("\uFEFFmodel M\r\n\tfc-1", "model M\nfc-1\n")]
    public void the_end_is_one_newline(string text, string formatted) => Assert.Equal(formatted, Formatted(text));

    private static string Formatted(string text) => Formatter.Format(new SourceText("m.net", text));

    private static IEnumerable<string> Comments(string text) =>
        text.Split('\n').Where(line => line.Contains('#', StringComparison.Ordinal)).Select(line => line[line.IndexOf('#', StringComparison.Ordinal)..].TrimEnd());
}
