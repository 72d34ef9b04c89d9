namespace ModelDsl.Tests.Syntax;

public sealed class ChainTests
{
    private const string ThreeLayers = "chain\n  layer conv, kernel 3, width 64\n  layer bn\n  layer relu\n";

    [Theory]
    [InlineData("conv3-64 -> bn -> relu")]
    [InlineData("conv3-64->bn->relu")]
    [InlineData("  conv3-64\t->  bn ->relu   # a comment -> softmax")]
    [InlineData("conv3-64 ->\nbn ->\n\n  # a comment\n  relu")]
    [InlineData("conv3-64\n  -> bn\n\n  -> relu")]
    [InlineData("conv3-64 -> # the rest follows\n bn\n-> relu")]
    [InlineData("-> conv3-64 -> bn -> relu")]
    public void arrows_join_layers_over_lines_too(string chain) => Assert.Equal(ThreeLayers, Trees.OfBody(chain));

    [Fact]
    public void lines_without_arrows_are_statements_of_their_own() =>
        Assert.Equal("chain\n  layer bn\nchain\n  layer relu\n", Trees.OfBody("bn\nrelu"));

    [Fact]
    public void a_name_belongs_to_all_of_its_chain() =>
        Assert.Equal("chain d1 =\n  layer bn\n  layer relu\nchain\n  layer d, kernel 1\n  layer tanh\n", Trees.OfBody("d1 = bn\n  -> relu\nd1 -> tanh"));

    [Theory]
    [InlineData("bn x2", "chain\n  layer bn x2\n")]
    [InlineData("conv3-64(pad 1)x2 -> bn X3", "chain\n  layer conv, kernel 3, width 64 x2\n    option pad 1\n  layer bn x3\n")]
    [InlineData("(bn)x2", "chain\n  group x2\n    layer bn\n")]
    [InlineData("bn x1_000", "chain\n  layer bn x1000\n")]
    public void a_repeat_belongs_to_the_layer_or_group_before_it(string chain, string tree) => Assert.Equal(tree, Trees.OfBody(chain));

    [Fact]
    public void a_word_like_a_repeat_begins_a_chain_as_a_name() =>
        Assert.Equal("chain x1 =\n  layer bn\nchain\n  layer x, kernel 1\n  layer relu\n", Trees.OfBody("x1 = bn\nx1 -> relu"));

    [Fact]
    public void in_a_group_newlines_are_arrows() => Assert.Equal(
        """
        chain
          group x2
            layer conv, kernel 3, width 64
            layer bn
            group x3
              layer relu
            layer tanh
          layer softmax

        """,
        Trees.OfBody("""
            (   # twice
                conv3-64
                bn ->

                (relu) x3
                -> tanh
            ) x2 -> softmax
            """));

    [Fact]
    public void nesting_goes_128_deep()
    {
        var tree = Trees.OfBody(new string('(', 128) + "bn" + new string(')', 128));
        Assert.Equal(130, tree.Count(c => c == '\n'));
    }
}
