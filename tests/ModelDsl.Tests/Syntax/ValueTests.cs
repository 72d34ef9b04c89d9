namespace ModelDsl.Tests.Syntax;

/// <summary>Statements about values: inputs with names, outputs, terms of a loss, constants.</summary>
public sealed class ValueTests
{
    [Theory]
    [InlineData("input left 105x105 gray", "input left 105x105 gray")]
    [InlineData("input 200 tokens(20000)", "input 200 tokens(20000)")]
    [InlineData("input source 64 Tokens(2*n)  # words", "input source 64 tokens(2*n)")]
    [InlineData("input 3x(s)x(2*s)", "input 3x(s)x(2*s)")]
    [InlineData("input x (s)", "input x s")]
    [InlineData("input 1x?x28 rgb", "input 1x?x28 rgb")]
    public void an_input_may_have_a_name_computed_sizes_and_a_vocabulary(string statement, string tree) => Assert.Equal(tree + "\n", Trees.OfBody(statement));

    [Theory]
    [InlineData("output decoder, mean,\n  logvar", "output decoder, mean, logvar")]
    [InlineData("OUTPUT a", "output a")]
    public void outputs_are_names(string statement, string tree) => Assert.Equal(tree + "\n", Trees.OfBody(statement));

    [Fact]
    public void a_loss_is_a_sum_of_terms_with_weights_and_arguments() => Assert.Equal(
        """
        loss
          term cross-entropy
            option main
          term 0.3 bce
            option decoder
            option input
          term a/2 l2
            option 0.0005
          term w l1
            option code
            option 0.0001
          term mse

        """,
        Trees.OfBody("loss cross-entropy(main) + 0.3*bce(decoder, input)\n  + (a/2) * l2(5e-4) + w*l1(code, 1e-4) +\n mse"));

    [Theory]
    [InlineData("n = 3", "constant n = 3")]
    [InlineData("n = -0.5", "constant n = -0.5")]
    [InlineData("m = n*2", "constant m = n*2")]
    [InlineData("m = (n/2)", "constant m = n/2")]
    [InlineData("m = (3)", "constant m = 3")]
    [InlineData("m = n - 1", "constant m = n-1")]
    [InlineData("m = 2 * (\n  n\n + 1)", "constant m = 2*(n+1)")]
    public void a_number_or_arithmetic_behind_a_name_is_a_constant(string statement, string tree) => Assert.Equal(tree + "\n", Trees.OfBody(statement));

    [Theory]
    [InlineData("n = | 3 | 2*m |", "constant n = 3 | 2*m")]
    [InlineData("n = | 3 |", "constant n = 3")]
    public void a_table_may_have_a_constant_for_each_column(string statement, string tree) => Assert.Equal(tree + "\n", Trees.OfTable(statement));

    [Theory]
    [InlineData("s = n")]
    [InlineData("s = (n)")]
    [InlineData("s = conv3-64")]
    [InlineData("s = fc-n/2")]
    [InlineData("s = soft-max")]
    [InlineData("s = inception-a")]
    [InlineData("s = (maxpool3/2) x2")]
    [InlineData("s = (conv3-64)")]
    [InlineData("s = [ a + b ]")]
    [InlineData("s = f(a)")]
    [InlineData("s = a -> b")]
    public void anything_else_behind_a_name_is_a_chain(string statement) => Assert.Equal("s", Trees.Chain(statement).Name!.Text);

    [Theory]
    [InlineData("input left", "2,7 MDL1002")]
    [InlineData("input left-eye 3", "2,7 MDL1023")]
    [InlineData("input 200 words(3)", "2,11 MDL1001")]
    [InlineData("input 200 tokens", "2,11 MDL1001")]
    [InlineData("input 200 tokens()", "2,18 MDL1001")]
    [InlineData("output", "2,1 MDL1002")]
    [InlineData("output 10", "2,8 MDL1001")]
    [InlineData("output a b", "2,10 MDL1001")]
    [InlineData("output conv3-64", "2,13 MDL1001")]
    [InlineData("loss 0.3", "2,6 MDL1002")]
    [InlineData("loss 0.3 kl", "2,10 MDL1001")]
    [InlineData("loss 0.3*", "2,9 MDL1002")]
    [InlineData("loss a +", "2,8 MDL1002")]
    [InlineData("loss a - b", "2,8 MDL1001")]
    [InlineData("n = 3 +", "2,7 MDL1002")]
    [InlineData("n = 3 bn", "2,7 MDL1001")]
    [InlineData("n = | 3 | 4 |", "2,1 MDL1021")]
    public void a_mistake_is_told_where_it_is(string text, string mistake) => Assert.Equal([mistake], Trees.Mistakes("model M\n" + text));
}
