namespace ModelDsl.Tests.Syntax;

public sealed class StatementTests
{
    [Theory]
    [InlineData("input 28x28 gray", "input 28x28 gray")]
    [InlineData("input 224x224 rgb  # a comment", "input 224x224 rgb")]
    [InlineData("input 3x224x224", "input 3x224x224")]
    [InlineData("input 1_000", "input 1000")]
    [InlineData("Input 28x28 cmyk", "input 28x28 cmyk")]
    [InlineData("loss cross-entropy", "loss cross-entropy")]
    [InlineData("LOSS mse", "loss mse")]
    public void settings_take_sizes_and_words(string statement, string tree) => Assert.Equal(tree + "\n", Trees.OfBody(statement));

    [Fact]
    public void an_activation_is_a_layer_with_its_options() =>
        Assert.Equal("activation\n  layer leaky\n    option 0.1\n", Trees.OfBody("activation leaky(0.1)"));

    [Fact]
    public void defaults_are_layers_with_commas_between_them() => Assert.Equal(
        """
        defaults
          layer conv
            option bias no
          layer maxpool, kernel 3, stride 2

        """,
        Trees.OfBody("defaults conv(bias no),\n  maxpool3/2"));

    [Fact]
    public void figures_have_one_value_each() =>
        Assert.Equal("expect\n  params 138357544\n  macs 0\n  output 1x28x28\n", Trees.OfBody("expect params 138_357_544, macs 0,\n   output 1x28x28"));

    [Fact]
    public void a_table_has_a_figure_for_each_column_or_one_for_all() => Assert.Equal(
        """
        expect
          params 1 | 22
        expect
          macs 3
        expect
          output 10

        """,
        Trees.OfTable("expect params | 1 | 2_2 |\nexpect macs | 3 |\nexpect output 10"));

    [Theory]
    [InlineData("input -> fc-10", "chain\n  layer input\n  layer fc, width 10\n")]
    [InlineData("skip = input -> fc-10", "chain skip =\n  layer input\n  layer fc, width 10\n")]
    [InlineData("fc-10 -> loss", "chain\n  layer fc, width 10\n  layer loss\n")]
    [InlineData("output -> fc-10", "chain\n  layer output\n  layer fc, width 10\n")]
    [InlineData("inputs -> fc-10", "chain\n  layer inputs\n  layer fc, width 10\n")]
    public void a_keyword_is_one_only_where_its_statement_begins(string statement, string tree) => Assert.Equal(tree, Trees.OfBody(statement));
}
