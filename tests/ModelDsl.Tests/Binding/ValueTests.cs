using ModelDsl.Binding;

namespace ModelDsl.Tests.Binding;

/// <summary>Named values, branches, residuals, nets, several inputs and outputs.</summary>
public sealed class ValueTests
{
    /// <summary>Each node with what it reads.</summary>
    private static string Graph(string body) => string.Join("; ", Models.Good(body).Body.Nodes.Select(n => $"{n.Name} < {string.Join(" ", n.Inputs.Select(i => i.Name))}"));

    [Theory]
    [InlineData("a = conv3-4\nb = a -> maxpool\na -> gap", "a < input; gap < a")]
    [InlineData("[ conv1-2 | id | conv3-2 ]", "conv1_1 < input; conv1_2 < input; concat < conv1_1 input conv1_2")]
    [InlineData("[ id * (gap -> fc-3 -> sigmoid) ]", "gap < input; fc1 < gap; sigmoid < fc1; multiply < input sigmoid")]
    [InlineData("a = conv1-3\n[ a - id ]", "a < input; subtract < a a")]
    [InlineData("residual(conv3-3)", "conv1 < input; add < conv1 input")]
    [InlineData("residual(conv3-3, shortcut auto)", "conv1 < input; add < conv1 input")]
    [InlineData("residual(conv3-6/2, shortcut auto)", "conv1 < input; shortcut < input; shortcut_bn < shortcut; add < conv1 shortcut_bn")]
    [InlineData("residual(conv3-6/2, shortcut pad)", "conv1 < input; shortcut < input; add < conv1 shortcut")]
    [InlineData("residual(conv3-6, shortcut conv1-6 -> tanh)", "conv1_1 < input; conv1_2 < input; tanh < conv1_2; add < conv1_1 tanh")]
    [InlineData("a = conv3-4(valid)\nb = maxpool\nc = crop(a, b)\n[ c | b ]", "a < input; b < a; c < a b; concat < c b")]
    [InlineData("a = gap\nb = a -> fc-3\nsample(a, b)", "a < input; b < a; sample < a b")]
    [InlineData("a = gap\nabs(a - a) -> fc-1", "a < input; subtract < a a; abs < subtract; fc1 < abs")]
    public void a_body_is_a_graph_of_who_reads_whom(string body, string graph) => Assert.Equal(graph, Graph("input 3x8x8\n" + body));

    [Fact]
    public void a_net_has_its_weights_once_however_often_it_is_applied()
    {
        var model = Models.Good("input left 5\ninput right 5\nnet embed\n    fc-4 -> tanh -> fc-3\nabs(embed(left) - embed(right)) -> fc-1 -> sigmoid\n");
        Assert.Equal(5 * 4 + 4 + 4 * 3 + 3 + 3 + 1, model.Parameters);
        var second = model.Layers.Single(l => l.Name == "embed_2.fc1");
        Assert.Equal("embed.fc1", second.SharedWith?.Name);
        Assert.Equal("right", Assert.Single(second.Inputs).Name);
    }

    [Fact]
    public void a_net_has_constants_of_its_own_besides_the_models()
    {
        var model = Models.Good("input 8\nn = 2\nm = 3\nnet part\n    n = 2*m\n    fc-(n+m)\npart -> fc-n");
        Assert.Equal(["9", "2"], model.Layers.Select(l => l.Output.ToString()));
    }

    [Fact]
    public void a_net_sees_the_values_around_it_and_keeps_its_own()
    {
        var model = Models.Good("input 5\nside = fc-3\nnet join\n    own = fc-2\n    [ own | side | input ] -> fc-4\na = input -> join\nown = a -> fc-5\nown -> join");
        Assert.Equal(["join.own", "side", "input"], model.Body.Nodes.Single(n => n.Name == "join.concat").Inputs.Select(i => i.Name));
        Assert.Equal(["join_2.own", "side", "own"], model.Body.Nodes.Single(n => n.Name == "join_2.concat").Inputs.Select(i => i.Name));
    }

    [Fact]
    public void outputs_are_the_named_values_in_their_order()
    {
        var model = Models.Good("input 8\na = fc-4\nb = a -> fc-3 -> softmax\noutput b, a\nloss cross-entropy(b) + 0.5*mse(a) + l2(1e-4)");
        Assert.Equal(["b", "a"], model.OutputNames);
        Assert.Equal(["3", "4"], model.Body.Outputs.Select(o => o.Output.ToString()));
        Assert.Equal([("cross-entropy", "labels"), ("mse", "target"), ("l2", null)], model.Losses.Select(l => (l.Function.Name, l.Target)));
        Assert.Equal([1, 0.5, 1], model.Losses.Select(l => l.Call.Weight));
    }

    [Theory]
    [InlineData("fc-8 -> [ fc-4 + fc-4 ] -> fc-2", "relu - - - -")]
    [InlineData("fc-8 -> residual(fc-8) -> fc-2", "relu - - -")]
    [InlineData("fc-8 -> [ fc-4 | fc-4 ] -> fc-2", "relu relu relu - -")]
    [InlineData("fc-8 -> [ fc-4 | fc-4 ] -> bn -> relu", "relu - - - - -")]
    public void the_end_of_a_branch_that_is_added_carries_no_activation(string chain, string carried) =>
        Assert.Equal(carried, string.Join(" ", Models.Good("input 8\n" + chain).Layers.Select(l => l.Layer.Carried?.Name ?? "-")));

    [Fact]
    public void constants_are_numbers_for_sizes_repeats_and_each_other()
    {
        var model = Models.Good("n = 4\ntwice = 2*n\ninput 3x(twice)x(n+4)\nconv3-twice x(n-1)\n(conv1-n) x2 -> gap");
        Assert.Equal(["8x8x8", "8x8x8", "8x8x8", "4x8x8", "4x8x8", "4"], model.Body.Nodes.Select(n => n.Output.ToString()));
    }
}
