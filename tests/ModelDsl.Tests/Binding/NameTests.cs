namespace ModelDsl.Tests.Binding;

/// <summary>Layer names are properties, checkpoint keys and the names in messages.</summary>
public sealed class NameTests
{
    private static string[] Names(string body) => Models.Good(body).Layers.Select(l => l.Name).ToArray();

    [Fact]
    public void kinds_with_one_layer_a_stage_are_counted_through() =>
        Assert.Equal(["conv1", "maxpool1", "conv2", "maxpool2", "fc1", "fc2", "softmax"],
            Names("input 16x16 gray\nconv3-2 -> maxpool -> conv3-4 -> maxpool -> fc-5 -> fc-3 -> softmax"));

    [Fact]
    public void kinds_with_several_layers_in_a_stage_say_stage_and_place() =>
        Assert.Equal(["conv1_1", "conv1_2", "maxpool1", "conv2_1", "maxpool2", "fc1"], Names("input 16x16 gray\nconv3-2 x2 -> maxpool\nconv3-4 -> maxpool\nfc-5"));

    [Fact]
    public void what_learns_has_a_number_even_where_it_stands_alone() => Assert.Equal(["fc1", "dropout", "bn1", "relu"], Names("input 8\nfc-4 -> dropout -> bn -> relu"));

    [Fact]
    public void a_line_of_one_layer_may_name_it() => Assert.Equal(["code", "fc1"], Names("input 8\ncode = fc-2\nfc-8"));

    [Fact]
    public void a_given_name_does_not_shift_the_numbers_of_the_others() => Assert.Equal(["fc1", "code", "fc2"], Names("input 8\nfc-4\ncode = fc-2\nfc-8"));

    [Fact]
    public void a_chain_may_start_from_a_named_value()
    {
        var model = Models.Good("input 8\na = fc-4\nb = a -> fc-3\na -> fc-2");
        Assert.Equal("2", model.Output.ToString());
        Assert.Equal(["a", "fc1"], model.Layers.Select(l => l.Name));
    }

    [Theory]
    [InlineData("model mnist-mlp", "MnistMlp")]
    [InlineData("model LeNet5", "LeNet5")]
    [InlineData("model VGG", "Vgg")]
    [InlineData("model X", "X")]
    public void a_model_becomes_a_class_in_pascal_case(string line, string name)
    {
        var text = new Text.SourceText("m.net", line + "\ninput 8\nfc-2\n");
        Assert.Equal(name, Assert.Single(Models.Bind(text).Models).Name);
    }

    [Fact]
    public void each_column_of_a_table_becomes_a_class() =>
        Assert.Equal(["VggA", "VggALrn", "VggB", "VggC", "VggD", "VggE"], Models.Bind(Models.Shipped("vgg")).Models.Select(m => m.Name));
}
