using ModelDsl.Syntax;

namespace ModelDsl.Tests.Syntax;

/// <summary>Arithmetic in heads, repeats and options, and what is a value there.</summary>
public sealed class ExpressionTests
{
    [Theory]
    [InlineData("conv3-n", "layer conv, kernel 3, width n")]
    [InlineData("conv1x7-c1/stride", "layer conv, kernel 1x7, width c1, stride stride")]
    [InlineData("conv3-64/s", "layer conv, kernel 3, width 64, stride s")]
    [InlineData("conv1-(4*n)/(2)", "layer conv, kernel 1, width (4*n), stride 2")]
    [InlineData("fc-(c/r)", "layer fc, width (c/r)")]
    [InlineData("FC-c", "layer FC, width c")]
    [InlineData("fc-?", "layer fc, width ?")]
    [InlineData("conv1-(2*?)", "layer conv, kernel 1, width (2*?)")]
    [InlineData("conv1-(n)", "layer conv, kernel 1, width n")]
    [InlineData("conv1-(64)", "layer conv, kernel 1, width 64")]
    [InlineData("inception-a", "layer inception-a")]
    [InlineData("inception-3a", "layer inception-3a")]
    [InlineData("res2-a", "layer res, kernel 2, width a")]
    [InlineData("soft-max", "layer soft-max")]
    [InlineData("max-pool3/s", "layer max-pool, kernel 3, stride s")]
    public void a_head_has_names_and_expressions(string layer, string tree) => Assert.Equal($"chain\n  {tree}\n", Trees.OfBody(layer));

    [Theory]
    [InlineData("res2-a", "res2-a")]
    [InlineData("inception-3a", "inception-3a")]
    [InlineData("inception-3", "inception-3")]
    [InlineData("conv3-n/2", null)]
    [InlineData("fc-(2*n)", null)]
    public void a_head_may_be_a_blocks_name(string layer, string? reference) => Assert.Equal(reference, Trees.Layer(layer).Reference);

    [Theory]
    [InlineData("a+b*c", "a+(b*c)")]
    [InlineData("a*b+c", "(a*b)+c")]
    [InlineData("a-b-c", "(a-b)-c")]
    [InlineData("(a-(b-c))/2", "(a-(b-c))/2")]
    [InlineData("2*-1", "2*(-1)")]
    [InlineData("n\n+ 1", "n+1")]
    [InlineData("n +\n 0.5", "n+0.5")]
    [InlineData("soft-max", "soft-max")]
    public void operators_bind_as_everywhere(string written, string read) =>
        Assert.Equal($"chain\n  layer bn x({read})\n", Trees.OfBody($"bn x({written})"));

    [Theory]
    [InlineData("groups c", "option groups c")]
    [InlineData("groups 2*n", "option groups (2*n)")]
    [InlineData("groups n/2 - 1", "option groups ((n/2)-1)")]
    [InlineData("pad (k/2)", "option pad (k/2)")]
    [InlineData("pad (k)", "option pad (k)")]
    [InlineData("pad (2)", "option pad 2")]
    [InlineData("pad (k/2)x0", "option pad (k/2)x0")]
    [InlineData("4*n", "option (4*n)")]
    [InlineData("n-1", "option (n-1)")]
    [InlineData("n - 1", "option (n-1)")]
    [InlineData("n -1", "option n -1")]
    [InlineData("a - b", "option (a-b)")]
    [InlineData("a-b", "option a-b")]
    [InlineData("n", "option n")]
    [InlineData("(n)", "option (n)")]
    [InlineData("?", "option (?)")]
    [InlineData("1x?", "option 1x?")]
    [InlineData("init normal 0.5*s", "option init normal (0.5*s)")]
    public void an_option_takes_names_and_expressions(string option, string tree) =>
        Assert.Equal($"chain\n  layer se\n    {tree}\n", Trees.OfBody($"se({option})"));

    [Theory]
    [InlineData("embed(left)")]
    [InlineData("[ a | b ]")]
    [InlineData("a -> bn")]
    [InlineData("a\n -> bn")]
    [InlineData("fc-20")]
    [InlineData("conv3-n")]
    [InlineData("a | b")]
    [InlineData("(a -> bn)")]
    [InlineData("((f(a)))")]
    [InlineData("a - f(b)")]
    [InlineData("a - (b -> bn)")]
    public void an_argument_with_a_layer_an_arrow_or_branches_is_a_chain(string argument) =>
        Assert.IsType<ChainValue>(Assert.Single(Assert.Single(Trees.Layer($"abs({argument})").Options).Values));

    [Fact]
    public void an_operator_between_chains_makes_branches() => Assert.Equal(
        """
        chain
          layer abs
            option chain
              subtract
                branch
                  layer embed
                    option left
                branch
                  layer embed
                    option right
            option 2

        """,
        Trees.OfBody("abs(embed(left)\n  - embed(right), 2)"));

    [Theory]
    [InlineData("bn x(n", "2,5 MDL1011")]
    [InlineData("bn x()", "2,6 MDL1001")]
    [InlineData("bn x(n n)", "2,8 MDL1001")]
    [InlineData("bn x(0)", "2,6 MDL1016")]
    [InlineData("conv3-(0)", "2,8 MDL1016")]
    [InlineData("fc-(2n)", "2,5 MDL1014")]
    [InlineData("fc-(n*)", "2,7 MDL1001")]
    [InlineData("abs(f(a) + f(b) - c)", "2,17 MDL1029")]
    public void a_mistake_is_told_where_it_is(string text, string mistake) => Assert.Equal([mistake], Trees.Mistakes("model M\n" + text));

    [Fact]
    public void operators_go_128_deep()
    {
        Assert.Empty(Trees.Mistakes("model M\nse(n" + string.Concat(Enumerable.Repeat("+1", 128)) + ")"));
        Assert.Equal(["2,261 MDL1013"], Trees.Mistakes("model M\nse(n" + string.Concat(Enumerable.Repeat("+1", 100_000)) + ")"));
    }
}
