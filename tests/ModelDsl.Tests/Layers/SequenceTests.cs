namespace ModelDsl.Tests.Layers;

/// <summary>What the layers over steps make of the shape before them, and what they cost.</summary>
public sealed class SequenceTests
{
    [Theory]
    [InlineData("28x28", "lstm-64", "28x64")]
    [InlineData("28x28", "lstm-64(bidirectional)", "28x128")]
    [InlineData("28x28", "gru-64(layers 3)", "28x64")]
    [InlineData("28x12", "rnn-5(layers 2, bidirectional, dropout 0.1)", "28x10")]
    [InlineData("28x12", "last", "12")]
    [InlineData("28x12", "first", "12")]
    [InlineData("28x12", "reverse", "28x12")]
    [InlineData("28x12", "transpose", "12x28")]
    [InlineData("3x8x6", "sequence", "48x3")]
    [InlineData("28x12", "fc-7", "7")]
    [InlineData("28x12", "fc-7(each)", "28x7")]
    [InlineData("28x12", "attention(4)", "28x12")]
    [InlineData("28x12", "ffn-48", "28x12")]
    [InlineData("28x12", "position", "28x12")]
    [InlineData("28x12", "positional", "28x12")]
    [InlineData("28x12", "class-token", "29x12")]
    [InlineData("784", "reshape(1x28x28)", "1x28x28")]
    [InlineData("784", "reshape 4x?", "4x196")]
    [InlineData("1x28x28", "reshape(784)", "784")]
    public void a_layer_gives_this_shape(string input, string layer, string output) =>
        Assert.Equal(output, Models.Good($"input {input}\n{layer}").Output.ToString());

    // The LSTM of 128 inputs and 256 units: 4 (h i + h h + 2 h), the reference's 395,264.
    [Theory]
    [InlineData("10x128", "lstm-256", 395_264, 10 * 4 * (256 * 128 + 256 * 256))]
    [InlineData("10x128", "gru-256", 3 * (256 * 128 + 256 * 256 + 2 * 256), 10 * 3 * (256 * 128 + 256 * 256))]
    [InlineData("10x12", "rnn-5", 5 * 12 + 5 * 5 + 10, 10 * (5 * 12 + 5 * 5))]
    [InlineData("10x12", "rnn-5(bidirectional)", 2 * (5 * 12 + 5 * 5 + 10), 20 * (5 * 12 + 5 * 5))]
    [InlineData("10x12", "rnn-5(layers 2, bidirectional)", 2 * (5 * 12 + 5 * 5 + 10) + 2 * (5 * 10 + 5 * 5 + 10), 20 * (5 * 12 + 5 * 5 + 5 * 10 + 5 * 5))]
    [InlineData("10x12", "fc-7(each)", 7 * 12 + 7, 10 * 7 * 12)]
    [InlineData("10x12", "fc-7(each, bias no)", 7 * 12, 10 * 7 * 12)]
    [InlineData("10x12", "attention(4)", 4 * 12 * 12 + 4 * 12, 4 * 10 * 12 * 12 + 2 * 10 * 10 * 12)]
    [InlineData("10x12", "ffn-48", 2 * 12 * 48 + 12 + 48, 2 * 10 * 12 * 48)]
    [InlineData("10x12", "position", 120, 0)]
    [InlineData("10x12", "positional", 0, 0)]
    [InlineData("10x12", "class-token", 12, 0)]
    public void a_layer_costs_this_many_parameters_and_multiply_adds(string input, string layer, long parameters, long macs)
    {
        var model = Models.Good($"input {input}\n{layer}");
        Assert.Equal((parameters, macs), (model.Parameters, model.Macs));
    }

    [Fact]
    public void recurrent_parameters_are_named_and_laid_out_as_pytorchs() => Assert.Equal(
        [
            "weight_ih_l0 [20, 3]", "weight_hh_l0 [20, 5]", "bias_ih_l0 [20]", "bias_hh_l0 [20]",
            "weight_ih_l0_reverse [20, 3]", "weight_hh_l0_reverse [20, 5]", "bias_ih_l0_reverse [20]", "bias_hh_l0_reverse [20]",
            "weight_ih_l1 [20, 10]", "weight_hh_l1 [20, 5]", "bias_ih_l1 [20]", "bias_hh_l1 [20]",
            "weight_ih_l1_reverse [20, 10]", "weight_hh_l1_reverse [20, 5]", "bias_ih_l1_reverse [20]", "bias_hh_l1_reverse [20]",
        ],
        Models.Good("input 4x3\nlstm-5(layers 2, bidirectional)").Layers.First().Layer.Parameters.Select(p => $"{p.Key} [{string.Join(", ", p.Shape.Sizes)}]"));

    // Dosovitskiy et al. 2021 without its layer normalisations, whose 25 scales and shifts are counted by hand.
    [Fact]
    public void a_vision_transformer_of_these_layers_costs_what_vit_b_16_does()
    {
        var model = Models.Good(
            "input 224x224 rgb\nconv16-768/16(valid, linear) -> sequence -> class-token -> position\n"
            + "(attention(12) -> ffn-3072(gelu)) x12\nfirst -> fc-1000 -> softmax");
        Assert.Equal((86_567_656, 17_563_828_224), (model.Parameters + 25 * 2 * 768, model.Macs));
    }
}
