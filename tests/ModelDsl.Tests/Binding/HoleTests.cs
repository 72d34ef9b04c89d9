namespace ModelDsl.Tests.Binding;

/// <summary>Widths that the compiler finds.</summary>
public sealed class HoleTests
{
    private static string Shapes(string body) => string.Join(" ", Models.Good(body).Layers.Select(l => l.Output));

    [Theory]
    [InlineData("residual(conv3-4 -> relu -> conv3-(2*?)) -> gap", "4x8x8 4x8x8 8x8x8 8x8x8 8")]
    [InlineData("residual(conv3-16 -> relu -> conv3-?)", "16x8x8 16x8x8 8x8x8 8x8x8")]
    [InlineData("residual(conv3-?/2 -> bn, shortcut conv1-24/2 -> bn)", "24x4x4 24x4x4 24x4x4 24x4x4 24x4x4")]
    [InlineData("[ conv1-? + (conv3-10 -> tanh) ]", "10x8x8 10x8x8 10x8x8 10x8x8")]
    [InlineData("fc-? -> relu -> reshape 3x4x4", "48 48 3x4x4")]
    [InlineData("gap -> fc-?\nexpect output 7", "8 7")]
    public void a_hole_is_the_one_width_that_fits(string chain, string shapes) => Assert.Equal(shapes, Shapes("input 8x8x8\ndefaults conv(bias no)\n" + chain));

    [Fact]
    public void in_a_block_it_is_found_for_each_use() =>
        Assert.Equal("6x4x4 9x4x4", string.Join(" ", Models.Good("input 6x4x4\nsame -> conv1-9 -> relu -> same", "block same\n    residual(conv3-4 -> conv1-?)\n").Body.Nodes
            .OfType<ModelDsl.Binding.BlockNode>().Select(b => b.Output)));
}
