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
    [InlineData("784", "reshape(1x28x28)", "1x28x28")]
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
}
