using ModelDsl.Syntax;

namespace ModelDsl.Tests.Syntax;

/// <summary><c>use</c>, <c>block</c> and <c>net</c>: what has a body of its own, or takes one from elsewhere.</summary>
public sealed class BlockTests
{
    [Fact]
    public void a_block_has_parameters_defaults_and_the_lines_indented_below_it() => Assert.Equal(
        """
        use "blocks.net"
        block bottleneck (n, stride = 1, wide = 4*n)
          chain
            layer conv, kernel 1, width n
            layer relu
          chain
            layer bn
        block plain
          chain
            layer relu
        model M
          chain
            layer bottleneck x3
              option 64

        """,
        Trees.Of("""
            use "blocks.net"  # of another file
            block bottleneck(n, stride = 1,
              wide = 4*n)

                conv1-n -> relu
              # a comment at any column
                bn

              block plain
                relu
            model M
              bottleneck(64) x3
            """));

    [Fact]
    public void a_block_ends_where_a_line_is_indented_no_deeper_than_its_heading()
    {
        var result = Trees.Parse("block a\n  relu\n bn\nfc-10\n");
        Assert.Equal(["a", ""], result.File.Definitions.Select(d => d.Name.Text));
        Assert.Equal(2, result.File.Definitions[0].Body.Count);
        Assert.Equal("MDL1019", Assert.Single(result.Diagnostics).Code);
    }

    [Fact]
    public void a_net_is_a_statement_with_a_body_in_models_and_blocks() => Assert.Equal(
        """
        net embed
          chain
            layer conv, kernel 10, width 64
          net inner-most
            chain
              layer relu
          chain
            layer bn
        chain
          layer embed
            option left

        """,
        Trees.OfBody("""
            net embed
                conv10-64
                net inner-most
                    relu
                bn
            embed(left)
            """));

    [Fact]
    public void an_arrow_that_is_indented_no_deeper_than_the_heading_continues_what_is_around_it() => Assert.Equal(
        """
        net n
          chain
            layer relu
            layer bn
        chain
          layer fc, width 10

        """,
        Trees.OfBody("net n\n    relu\n    -> bn\n-> fc-10"));

    [Fact]
    public void nets_go_128_deep()
    {
        var deep = string.Concat(Enumerable.Range(0, 200).Select(i => new string(' ', i) + "net n\n"));
        var result = Trees.Parse("model M\n" + deep + new string(' ', 200) + "relu\nfc-10");
        Assert.Equal("MDL1013", Assert.Single(result.Diagnostics).Code);
        Assert.Equal(2, result.File.Definitions[0].Body.Count);
    }

    [Theory]
    [InlineData("\t")]
    [InlineData(" ")]
    public void a_byte_order_mark_is_no_indentation(string indentation) =>
        Assert.Equal("block a\n  chain\n    layer relu\nmodel M\n", Trees.Of($"\uFEFFblock a\n{indentation}relu\nmodel M"));

    [Theory]
    [InlineData("block b\nmodel M\nfc-1", "1,1 MDL1027")]
    [InlineData("block b\nrelu\nbn\nmodel M\nfc-1", "1,1 MDL1027")]
    [InlineData("block b", "1,1 MDL1027")]
    [InlineData("model M\nnet n\nfc-1 -> n", "2,1 MDL1027")]
    [InlineData("model M\nnet 5\n    relu tanh\nfc-1 tanh", "2,5 MDL1001", "3,10 MDL1017", "4,6 MDL1017")]
    [InlineData("block b(n,)\n    relu tanh\nmodel M\nfc-1 tanh", "1,11 MDL1001", "2,10 MDL1017", "4,6 MDL1017")]
    [InlineData("blcok b(n)\n    relu\nmodel M\nfc-1", "1,1 MDL1020")]
    [InlineData("block b\n    | relu |\n    | bn |\nmodel M\nfc-1", "2,5 MDL1021")]
    public void a_mistake_in_a_heading_or_body_is_one_error(string text, params string[] mistakes) => Assert.Equal(mistakes, Trees.Mistakes(text));
}
