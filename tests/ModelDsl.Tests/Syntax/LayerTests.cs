namespace ModelDsl.Tests.Syntax;

public sealed class LayerTests
{
    [Theory]
    [InlineData("relu", "layer relu")]
    [InlineData("soft-max", "layer soft-max")]
    [InlineData("LRN", "layer LRN")]
    [InlineData("FC-4096", "layer FC, width 4096")]
    [InlineData("fc-4_096", "layer fc, width 4096")]
    [InlineData("conv3-64", "layer conv, kernel 3, width 64")]
    [InlineData("conv3-64/2", "layer conv, kernel 3, width 64, stride 2")]
    [InlineData("conv3-64/2x1", "layer conv, kernel 3, width 64, stride 2x1")]
    [InlineData("conv1x7-192", "layer conv, kernel 1x7, width 192")]
    [InlineData("conv1x1x3-8", "layer conv, kernel 1x1x3, width 8")]
    [InlineData("conv-64", "layer conv, width 64")]
    [InlineData("maxpool3/2", "layer maxpool, kernel 3, stride 2")]
    [InlineData("max-pool3x2/1x2", "layer max-pool, kernel 3x2, stride 1x2")]
    [InlineData("maxpool/2", "layer maxpool, stride 2")]
    [InlineData("conv03-64", "layer conv, kernel 3, width 64")]
    public void a_head_is_a_name_a_kernel_a_width_and_a_stride(string layer, string tree) => Assert.Equal($"chain\n  {tree}\n", Trees.OfBody(layer));

    [Theory]
    [InlineData("d1", "d1")]
    [InlineData("relu", "relu")]
    [InlineData("conv1x7", "conv1x7")]
    [InlineData("conv3_1", "conv3_1")]
    [InlineData("h0", "h0")]
    [InlineData("v01", "v01")]
    [InlineData("res2a", "res2a")]
    [InlineData("_skip", "_skip")]
    [InlineData("x99999999999999999999", "x99999999999999999999")]
    [InlineData("resnet-50", "resnet-50")]
    [InlineData("conv3-64/2", null)]
    [InlineData("maxpool2/2", null)]
    public void a_head_without_stride_may_be_the_name_of_a_value_or_block(string layer, string? reference) =>
        Assert.Equal(reference, Trees.Layer(layer).Reference);

    [Theory]
    [InlineData("conv3_1", "conv3_1")]
    [InlineData("h0", "h0")]
    [InlineData("res2a", "res2a")]
    [InlineData("conv1X7", "conv1X7")]
    public void digits_that_are_no_kernel_stay_in_the_name(string layer, string name)
    {
        Assert.Equal(name, Trees.Layer(layer).Name.Text);
        Assert.Null(Trees.Layer(layer).Kernel);
    }

    [Fact]
    public void the_head_ends_before_the_options_and_the_layer_behind_its_repeat()
    {
        var text = "model M\n  conv1x7-192/2(pad 3) x2 # twice";
        var layer = Assert.IsType<ModelDsl.Syntax.LayerSyntax>(
            Assert.IsType<ModelDsl.Syntax.ChainStatement>(Trees.Parse(text).File.Definitions[0].Body[0]).Chain.Elements[0]);
        Assert.Equal("conv1x7-192/2", text.Substring(layer.Head.Start, layer.Head.Length));
        Assert.Equal("conv1x7-192/2(pad 3) x2", text.Substring(layer.Span.Start, layer.Span.Length));
        Assert.Equal("1x7", text.Substring(layer.Kernel!.Span.Start, layer.Kernel.Span.Length));
        Assert.Equal("conv", text.Substring(layer.Name.Span.Start, layer.Name.Span.Length));
    }
}
