namespace ModelDsl.Tests.Layers;

/// <summary>What each layer makes of the shape before it, and what it costs.</summary>
public sealed class ShapeTests
{
    [Theory]
    [InlineData("3x32x32", "conv3-8", "8x32x32")]
    [InlineData("3x32x32", "conv3-8/2", "8x16x16")]
    [InlineData("3x31x31", "conv3-8/2", "8x16x16")]
    [InlineData("3x32x32", "conv5-8(valid)", "8x28x28")]
    [InlineData("3x32x32", "conv1x7-8", "8x32x32")]
    [InlineData("3x32x32", "conv1x7-8(valid)", "8x32x26")]
    [InlineData("3x32x32", "conv3-8(dilation 2)", "8x32x32")]
    [InlineData("3x32x32", "conv3-8(dilation 2, valid)", "8x28x28")]
    [InlineData("3x32x32", "conv3-8(pad 3x0)", "8x36x30")]
    [InlineData("3x32x32", "conv3-8/2x1", "8x16x32")]
    [InlineData("4x32x32", "conv3-8(groups 4)", "8x32x32")]
    [InlineData("3x227x227", "conv11-96/4(valid)", "96x55x55")]
    [InlineData("3x224x224", "conv11-64/4(pad 2)", "64x55x55")]
    [InlineData("3x8x8", "deconv4-5/2", "5x16x16")]
    [InlineData("3x8x8", "deconv3-5/2", "5x16x16")]
    [InlineData("3x8x8", "deconv2-5/2", "5x16x16")]
    [InlineData("3x8x8", "deconv3-5", "5x8x8")]
    [InlineData("3x8x8", "deconv2x7-5/3x2", "5x24x16")]
    [InlineData("3x8x8", "deconv3-5/2(valid)", "5x17x17")]
    [InlineData("3x8x8", "deconv3-5/2(pad 1)", "5x15x15")]
    [InlineData("3x8x8", "deconv3-5/2(output-pad 1)", "5x18x18")]
    [InlineData("3x8x8", "deconv3-5/2(pad 1, output-pad 1x0)", "5x16x15")]
    [InlineData("100x1x1", "deconv4-512(valid)", "512x4x4")]
    [InlineData("3x32x32", "dwconv3/2", "3x16x16")]
    [InlineData("3x32x32", "dwconv3(multiplier 2, valid)", "6x30x30")]
    [InlineData("3x32x32", "maxpool", "3x16x16")]
    [InlineData("3x31x31", "maxpool", "3x15x15")]
    [InlineData("3x31x31", "maxpool(ceil)", "3x16x16")]
    [InlineData("3x112x112", "maxpool3/2(pad 1)", "3x56x56")]
    [InlineData("3x9x9", "maxpool3", "3x3x3")]
    [InlineData("3x9x9", "maxpool3/1(pad 1)", "3x9x9")]
    [InlineData("3x32x32", "avgpool", "3x16x16")]
    [InlineData("3x32x32", "avgpool4x2", "3x8x16")]
    [InlineData("3x32x32", "gap", "3")]
    [InlineData("3x32x32", "gmp", "3")]
    [InlineData("3x13x13", "avgpool(to 6)", "3x6x6")]
    [InlineData("3x13x13", "maxpool(to 1x20)", "3x1x20")]
    [InlineData("3x8x9", "upsample2", "3x16x18")]
    [InlineData("3x8x9", "upsample1x3(bilinear)", "3x8x27")]
    [InlineData("3x8x9", "upsample(to 56x57, bilinear, align)", "3x56x57")]
    [InlineData("3x32x32", "bn", "3x32x32")]
    [InlineData("3x32x32", "lrn", "3x32x32")]
    [InlineData("3x32x32", "layernorm", "3x32x32")]
    [InlineData("6x32x32", "groupnorm(3)", "6x32x32")]
    [InlineData("3x32x32", "instancenorm", "3x32x32")]
    [InlineData("3x32x32", "prelu(channels)", "3x32x32")]
    [InlineData("3x32x32", "flatten", "3072")]
    [InlineData("3x32x32", "fc-7", "7")]
    [InlineData("3x32x32", "dropout", "3x32x32")]
    [InlineData("3x32x32", "tanh", "3x32x32")]
    [InlineData("12", "softmax", "12")]
    [InlineData("3x32x32", "scale(2)", "3x32x32")]
    [InlineData("3x32x32", "abs", "3x32x32")]
    [InlineData("3x32x32", "l2norm", "3x32x32")]
    [InlineData("3x32x32", "mean", "3")]
    [InlineData("3x32x32", "mean(over channels)", "1x32x32")]
    [InlineData("3x32x32", "sum", "3")]
    [InlineData("200x64", "mean", "64")]
    [InlineData("200x64", "sum(over channels)", "200x1")]
    [InlineData("12", "sum", "1")]
    public void a_layer_gives_this_shape(string input, string layer, string output) =>
        Assert.Equal(output, Models.Good($"input {input}\n{layer}").Output.ToString());

    /// <summary>With ceil, PyTorch drops a last window that would start in the padding: 5 positions of which the fifth begins at 8 = 7 + 1.</summary>
    [Fact]
    public void with_ceil_a_window_that_starts_in_the_padding_is_dropped() =>
        Assert.Equal("1x4x4", Models.Good("input 1x7x7\nmaxpool2/2(pad 1, ceil)").Output.ToString());

    [Theory]
    [InlineData("3x32x32", "conv3-8", 8 * 3 * 9 + 8, 8 * 32 * 32 * 27)]
    [InlineData("3x32x32", "conv3-8(bias no)", 8 * 3 * 9, 8 * 32 * 32 * 27)]
    [InlineData("4x32x32", "conv3-8(groups 4)", 8 * 9 + 8, 8 * 32 * 32 * 9)]
    [InlineData("3x32x32", "conv1x7-8/2", 8 * 3 * 7 + 8, 8 * 16 * 16 * 21)]
    [InlineData("4x8x8", "deconv2-6/2", 4 * 6 * 4 + 6, 4 * 8 * 8 * 6 * 4)]
    [InlineData("4x8x8", "deconv3-6/2(groups 2, bias no)", 4 * 3 * 9, 4 * 8 * 8 * 3 * 9)]
    [InlineData("4x8x8", "dwconv3/2", 4 * 9 + 4, 4 * 4 * 4 * 9)]
    [InlineData("3x2x2", "fc-7", 12 * 7 + 7, 84)]
    [InlineData("3x2x2", "fc-7(bias no)", 84, 84)]
    [InlineData("3x32x32", "bn", 6, 0)]
    [InlineData("3x32x32", "layernorm", 2 * 3 * 32 * 32, 0)]
    [InlineData("5x7", "layernorm", 14, 0)]
    [InlineData("7", "layernorm", 14, 0)]
    [InlineData("6x32x32", "groupnorm(2)", 12, 0)]
    [InlineData("6x32x32", "instancenorm", 0, 0)]
    [InlineData("6x32x32", "instancenorm(affine)", 12, 0)]
    [InlineData("6x32x32", "prelu", 1, 0)]
    [InlineData("6x32x32", "prelu(channels)", 6, 0)]
    [InlineData("3x32x32", "maxpool", 0, 0)]
    [InlineData("3x32x32", "lrn", 0, 0)]
    public void a_layer_costs_this_many_parameters_and_multiply_adds(string input, string layer, long parameters, long macs)
    {
        var model = Models.Good($"input {input}\n{layer}");
        Assert.Equal((parameters, macs), (model.Parameters, model.Macs));
    }

    [Theory]
    [InlineData("28x28 gray", "1x28x28")]
    [InlineData("28x28 rgb", "3x28x28")]
    [InlineData("784", "784")]
    [InlineData("5x6x7", "5x6x7")]
    public void an_input_is_said_in_the_human_way_or_channels_first(string written, string shape) =>
        Assert.Equal(shape, Models.Good($"input {written}\nfc-2").Input.ToString());
}
