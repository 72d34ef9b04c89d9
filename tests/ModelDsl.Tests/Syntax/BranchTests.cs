namespace ModelDsl.Tests.Syntax;

/// <summary>Branches in brackets and residuals.</summary>
public sealed class BranchTests
{
    [Theory]
    [InlineData("[ bn | relu | id ]", "concatenate", 3)]
    [InlineData("[bn+relu]", "add", 2)]
    [InlineData("[ bn - relu ]", "subtract", 2)]
    [InlineData("[ bn\n\n  * # gate\n relu ]", "multiply", 2)]
    public void one_operator_joins_the_branches(string text, string printed, int branches)
    {
        var lines = Trees.OfBody(text).Split('\n');
        Assert.Equal($"  {printed}", lines[1]);
        Assert.Equal(branches, lines.Count(line => line == "    branch"));
    }

    [Fact]
    public void in_a_branch_newlines_are_arrows_and_branches_nest() => Assert.Equal(
        """
        chain
          concatenate x2
            branch
              layer conv, kernel 1, width 64
              layer bn
            branch
              add
                branch
                  layer id
                branch
                  group
                    layer bn
          layer relu

        """,
        Trees.OfBody("""
            [
                conv1-64
                bn
                |
                [ id + (bn) ]
            ] x2 -> relu
            """));

    [Fact]
    public void a_bar_in_brackets_closes_no_cell() => Assert.Equal(
        """
        row
          cell
            concatenate
              branch
                layer bn
                layer relu
              branch
                layer id
            layer tanh
          cell
            subtract
              branch
                layer bn
              branch
                layer id

        """,
        Trees.OfTable("| [ bn relu | id ] tanh | [ bn - id ] |"));

    [Theory]
    [InlineData("residual(bn -> relu)", "body\n      layer bn\n      layer relu\n")]
    [InlineData("residual(bn, shortcut auto)", "body\n      layer bn\n    shortcut auto\n")]
    [InlineData("Residual(\n  bn\n  , Shortcut Pad\n)", "body\n      layer bn\n    shortcut pad\n")]
    [InlineData("residual(bn,\n  shortcut conv1-8 ->\n relu\n tanh)", "body\n      layer bn\n    shortcut\n      layer conv, kernel 1, width 8\n      layer relu\n      layer tanh\n")]
    [InlineData("residual(bn, shortcut auto -> relu)", "body\n      layer bn\n    shortcut\n      layer auto\n      layer relu\n")]
    [InlineData("residual([ bn | id ] x2)", "body\n      concatenate x2\n        branch\n          layer bn\n        branch\n          layer id\n")]
    public void a_residual_has_a_body_and_perhaps_a_shortcut(string text, string tree) => Assert.Equal("chain\n  residual\n    " + tree, Trees.OfBody(text));

    [Fact]
    public void a_residual_may_be_repeated_and_stand_in_a_cell() => Assert.Equal(
        "row\n  cell\n    residual x(n-1)\n      body\n        layer bn\n        layer relu\n    layer tanh\n  cell\n",
        Trees.OfTable("| residual(bn relu) x(n-1) tanh | |"));

    [Fact]
    public void the_word_residual_may_name_a_value() =>
        Assert.Equal("chain residual =\n  layer bn\nchain\n  layer residual\n  layer relu\n", Trees.OfBody("residual = bn\nresidual -> relu"));

    [Theory]
    [InlineData("[ bn ]", "2,1 MDL1028")]
    [InlineData("[ bn | relu + id ]", "2,13 MDL1029")]
    [InlineData("[ bn | relu", "2,1 MDL1011")]
    [InlineData("[ bn | ]", "2,8 MDL1001")]
    [InlineData("[ | bn ]", "2,3 MDL1001")]
    [InlineData("residual(bn, shortcat auto)", "2,14 MDL1001")]
    [InlineData("residual(bn, shortcut)", "2,22 MDL1001")]
    public void a_mistake_is_told_where_it_is(string text, string mistake) => Assert.Equal([mistake], Trees.Mistakes("model M\n" + text));
}
