using ModelDsl.Syntax;

namespace ModelDsl.Tests.Syntax;

public sealed class OptionTests
{
    [Theory]
    [InlineData("valid", "option valid")]
    [InlineData("pad 2", "option pad 2")]
    [InlineData("pad 3x0", "option pad 3x0")]
    [InlineData("bias no", "option bias no")]
    [InlineData("init normal 0.01", "option init normal 0.01")]
    [InlineData("0.2", "option 0.2")]
    [InlineData("3x1", "option 3x1")]
    [InlineData("shift -1", "option shift -1")]
    [InlineData("alpha 1e-4", "option alpha 0.0001")]
    [InlineData("alpha -1.5E+3", "option alpha -1500")]
    [InlineData("alpha .5", "option alpha 0.5")]
    [InlineData("seed 1_000_000", "option seed 1000000")]
    [InlineData("init glorot-uniform", "option init glorot-uniform")]
    public void an_option_is_a_word_with_values_or_a_value_alone(string option, string tree) =>
        Assert.Equal($"chain\n  layer conv, kernel 3, width 64\n    {tree}\n", Trees.OfBody($"conv3-64({option})"));

    [Theory]
    [InlineData("lrn(5, alpha 1e-4, k 2)")]
    [InlineData("lrn( 5,alpha 1e-4 ,k 2 )")]
    [InlineData("lrn(\n  5,   # neighbours\n\n  alpha 1e-4\n  , k 2\n)")]
    public void options_may_stand_on_lines_of_their_own(string layer) =>
        Assert.Equal("chain\n  layer lrn\n    option 5\n    option alpha 0.0001\n    option k 2\n", Trees.OfBody(layer));

    [Theory]
    [InlineData("2", 2.0)]
    [InlineData("0.75", 0.75)]
    [InlineData("1e-4", 1e-4)]
    [InlineData("-1", -1.0)]
    public void a_number_has_its_value_in_every_culture(string written, double value)
    {
        var option = Assert.Single(Trees.Layer($"dropout({written})").Options);
        Assert.Null(option.Name);
        Assert.Equal(value, Assert.IsType<NumberValue>(Assert.Single(option.Values)).Number);
    }
}
