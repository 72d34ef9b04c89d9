namespace ModelDsl.Tests.Binding;

/// <summary>Which conv and fc carry the model's activation without its being written.</summary>
public sealed class ActivationTests
{
    private static string Carried(string body) => string.Join(" ", Models.Good(body).Layers.Select(l => l.Layer.Carried?.Name ?? "-"));

    [Fact]
    public void a_conv_or_fc_carries_relu_unless_told_otherwise() =>
        Assert.Equal("relu - relu -", Carried("input 8x8 gray\nconv3-2 -> maxpool -> fc-4 -> fc-2"));

    [Theory]
    [InlineData("tanh")]
    [InlineData("bn")]
    [InlineData("softmax")]
    [InlineData("linear")]
    public void not_where_an_activation_a_normalisation_or_softmax_follows_at_once(string next) =>
        Assert.Equal("- -", Carried($"input 8\nfc-4 -> {next}"));

    [Fact]
    public void lrn_is_no_normalisation_it_comes_after_the_relu() =>
        Assert.Equal("relu - -", Carried("input 8x8 gray\nconv3-2 -> lrn -> fc-2"));

    [Fact]
    public void a_dropout_between_does_not_take_the_activation_away() =>
        Assert.Equal("relu - -", Carried("input 8\nfc-4 -> dropout -> fc-2"));

    [Fact]
    public void not_the_last_layer() => Assert.Equal("relu -", Carried("input 8\nfc-4 -> fc-2"));

    [Fact]
    public void not_one_that_says_linear() => Assert.Equal("- -", Carried("input 8\nfc-4(linear) -> fc-2"));

    [Fact]
    public void the_model_may_name_another() => Assert.Equal("leaky(0.1) -", Carried("input 8\nactivation leaky(0.1)\nfc-4 -> fc-2"));

    [Fact]
    public void defaults_may_make_every_fc_linear() => Assert.Equal("- - -", Carried("input 8\ndefaults fc(linear)\nfc-4 -> fc-4 -> fc-2"));

    [Fact]
    public void a_use_overrides_the_defaults() =>
        Assert.Equal("relu - -", Carried("input 8\ndefaults fc(linear)\nfc-4(linear no) -> fc-4 -> fc-2"));

    [Theory]
    [InlineData("fc-4 -> fc-2", "Initialization.He")]
    [InlineData("fc-4 -> tanh -> fc-2", "Initialization.Glorot")]
    [InlineData("fc-4 -> bn -> relu -> fc-2", "Initialization.He")]
    [InlineData("fc-4 -> bn -> fc-2", "Initialization.Glorot")]
    [InlineData("fc-4 -> softmax", "Initialization.Glorot")]
    [InlineData("fc-4(init normal 0.01) -> fc-2", "Initialization.Normal(0.01)")]
    [InlineData("fc-4(init lecun) -> fc-2", "Initialization.LeCun")]
    public void weights_begin_as_suits_the_activation_they_meet_or_as_asked(string chain, string initialization) =>
        Assert.EndsWith(initialization, Models.Good("input 8\n" + chain).Layers.First().Layer.Holder!.Arguments);
}
