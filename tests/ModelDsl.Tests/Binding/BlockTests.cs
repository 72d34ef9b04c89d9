using ModelDsl.Binding;
using ModelDsl.Text;

namespace ModelDsl.Tests.Binding;

/// <summary>Blocks: what a use of one becomes, and what is the same for several.</summary>
public sealed class BlockTests
{
    private const string Basic = """
        block basic(n, stride = 1)
            residual(conv3-n/stride -> bn -> relu -> conv3-n -> bn, shortcut auto)
            relu

        """;

    private static IReadOnlyList<BlockNode> Blocks(string body, string blocks = Basic) => [.. Models.Good("defaults conv(bias no)\n" + body, blocks).Body.Nodes.OfType<BlockNode>()];

    [Fact]
    public void equal_blocks_behind_each_other_are_one_run()
    {
        var blocks = Blocks("input 8x16x16\nbasic(8) x3 -> basic(16, 2) -> basic(16) x4");
        Assert.Equal([("basic1_1", 3), ("basic2_1", 1), ("basic2_2", 4)], blocks.Select(b => (b.Name, b.Count)));
        Assert.Equal(["basic(8)", "basic(16, 2)", "basic(16)"], blocks.Select(b => b.Type.Title));
        Assert.Equal("basic2_4", blocks[2].NameAt(2));
    }

    [Fact]
    public void the_first_of_a_repeat_is_another_type_where_its_input_is_another()
    {
        var blocks = Blocks("input 4x8x8\nbasic(8) x3");
        Assert.Equal([("basic1_1", 1), ("basic1_2", 2)], blocks.Select(b => (b.Name, b.Count)));
        Assert.Equal(["conv1", "bn1", "relu1", "conv2", "bn2", "shortcut", "shortcut_bn", "add", "relu2"], blocks[0].Type.Body.Nodes.Select(n => n.Name));
        Assert.Equal(["conv1", "bn1", "relu1", "conv2", "bn2", "add", "relu2"], blocks[1].Type.Body.Nodes.Select(n => n.Name));
    }

    [Fact]
    public void a_run_ends_where_somebody_else_reads_a_value_of_it()
    {
        var blocks = Blocks("input 8x8x8\nhalf = basic(8) x2\nbasic(8) x2 -> conv1-8\n[ half | basic(8) ] -> gap");
        Assert.Equal([2, 2, 1], blocks.Select(b => b.Count));
    }

    [Theory]
    [InlineData("basic(8) -> bn", "input 8x8x8", 1)]
    [InlineData("basic(8) -> basic(8, 1) -> basic(8, stride 1) -> basic(n 8)", "input 8x8x8", 1)]
    [InlineData("basic(2*4) -> maxpool -> basic(8)", "input 8x8x8", 2)]
    public void uses_with_the_same_numbers_and_shapes_are_one_type(string chain, string input, int types) =>
        Assert.Equal(types, Blocks($"{input}\n{chain}").Select(b => b.Type).Distinct().Count());

    [Fact]
    public void defaults_and_activation_of_the_model_hold_in_its_blocks()
    {
        var model = Models.Good("input 3x8x8\nactivation tanh\ndefaults conv(bias no)\npair(4) -> fc-2", "block pair(n)\n    conv3-n -> conv3-n\n");
        var inner = Assert.Single(model.Body.Nodes.OfType<BlockNode>()).Type.Body;
        Assert.Equal(["tanh", "tanh"], inner.Nodes.OfType<LayerNode>().Select(n => n.Layer.Carried?.Name));
        Assert.Equal(3 * 4 * 9 + 4 * 4 * 9, inner.Parameters);
    }

    [Theory]
    [InlineData("end(4) -> bn -> relu", null)]
    [InlineData("end(4) -> relu", null)]
    [InlineData("end(4) -> softmax", null)]
    [InlineData("end(4)", null)]
    [InlineData("end(4) -> fc-2", "relu")]
    [InlineData("end(4) -> end(4) -> fc-2", "relu")]
    [InlineData("[ end(4) + end(4) ] -> fc-2", null)]
    [InlineData("[ end(4) | end(4) ] -> fc-2", "relu")]
    [InlineData("[ end(4) | end(4) ] -> bn", null)]
    [InlineData("end(4) -> start -> fc-2", null)]
    public void the_last_layer_of_a_block_carries_what_follows_the_block_lets_it(string chain, string? carried)
    {
        var model = Models.Good("input 6\n" + chain, "block end(n)\n    fc-n\n\nblock start\n    bn -> tanh -> fc-3\n");
        var first = model.Body.Nodes.OfType<BlockNode>().First().Type.Body.Nodes.OfType<LayerNode>().Single();
        Assert.Equal(carried, first.Layer.Carried?.Name);
    }

    [Fact]
    public void blocks_stand_in_blocks()
    {
        var model = Models.Good("input 3x8x8\nouter(4) x2 -> gap -> fc-2", "block inner(n)\n    conv3-n -> relu\n\nblock outer(n)\n    inner(n) -> inner(2*n)\n");
        Assert.Equal(["inner(4)", "inner(8)", "outer(4)", "inner(4)", "outer(4)"], model.Body.BlockTypes().Select(t => t.Title));
        Assert.Equal(3 * 4 * 9 + 4 + 4 * 8 * 9 + 8 + 8 * 4 * 9 + 4 + 4 * 8 * 9 + 8 + 8 * 2 + 2, model.Parameters);
    }

    [Fact]
    public void files_may_use_each_other()
    {
        var a = new SourceText("models/a.net", "use \"parts/b.net\"\nblock one(n)\n    conv3-n -> relu\n\nmodel A\ninput 3x8x8\ntwo(4) -> gap -> fc-2\n");
        var b = new SourceText("models/parts/b.net", "use \"../a.net\"\nblock two(n)\n    one(n) -> one(n)\n");
        var result = Compiler.Compile(a, new CompilerOptions("M", "a.net"), [b]);
        Assert.Empty(result.Diagnostics);
        Assert.Contains("public OneBlock2 One2 { get; }", Assert.Single(result.Sources).Code, StringComparison.Ordinal);
    }
}
