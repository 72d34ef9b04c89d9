namespace ModelDsl.Tests.Binding;

/// <summary>A miss names the row to look at first.</summary>
public sealed class ExpectationTests
{
    private const string Net = "input 28x28 gray\nconv5-6 -> maxpool -> conv5-16(valid) -> maxpool -> fc-120 -> fc-84 -> fc-10 -> softmax\n";

    [Fact]
    public void right_figures_say_nothing() => Assert.Empty(Models.Messages(Net + "expect params 61_706, macs 416_520, output 10"));

    [Fact]
    public void one_layer_too_many_is_named() => Assert.Equal(
        ["(4,15): error MDL3001: M has params 61,706, not 51,542; look first at 'fc2' in line 3 (fc-84: 10,164 params)"], Models.Messages(Net + "expect params 51_542"));

    [Fact]
    public void a_bias_too_many_is_named() => Assert.Equal(
        ["(4,15): error MDL3001: M has params 61,706, not 61,690; look first at 'conv2' in line 3 (conv5-16(valid): 2,416 params)"],
        Models.Messages(Net + "expect params 61_690"));

    [Fact]
    public void else_the_first_row_past_the_figure() => Assert.Equal(
        ["(4,13): error MDL3001: M has macs 416,520, not 300,000; look first at 'conv2' in line 3 (conv5-16(valid): 240,000 macs)"], Models.Messages(Net + "expect macs 300_000"));

    [Fact]
    public void or_the_costliest_where_the_model_is_too_small() => Assert.Equal(
        ["(4,15): error MDL3001: M has params 61,706, not 9,999,999; look first at 'fc1' in line 3 (fc-120: 48,120 params)"],
        Models.Messages(Net + "expect params 9_999_999"));

    [Fact]
    public void an_output_of_another_shape_is_named() => Assert.Equal(
        ["(4,15): error MDL3001: M has output 10, not 1000; look first at 'softmax' in line 3 (softmax gives 10)"], Models.Messages(Net + "expect output 1000"));

    [Fact]
    public void in_a_table_each_column_has_its_own()
    {
        var text = new Text.SourceText("t.net", "table T (A, B)\ninput 8\n| fc-4 | fc-2 |\nexpect params | 36 | 19 |\n");
        var message = Assert.Single(Compiler.Compile(text, new CompilerOptions("", text.Path)).Diagnostics).Format(text);
        Assert.Equal("t.net(4,22): error MDL3001: TB has params 18, not 19; look first at 'fc1' in line 3 (fc-2: 18 params)", message);
    }
}
