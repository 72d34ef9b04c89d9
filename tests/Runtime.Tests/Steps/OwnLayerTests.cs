using ModelDsl.Runtime.Tests.Interop;

namespace ModelDsl.Runtime.Tests.Steps;

/// <summary>What a step does around the code of a user's layer, and the operators that such code calls by name.</summary>
[Collection(nameof(MemoryCollection))]
public sealed class OwnLayerTests : IDisposable
{
    private static readonly long[] Axis = [0];
    private static readonly int[] Shape = [3];

    private readonly Bench _network = new(name: "Net");
    private readonly Tensor _tensor = Tensor.From<float>([1, 2, 3, 4, 5, 6], [2, 3]);

    public void Dispose()
    {
        _network.Dispose();
        _tensor.Dispose();
    }

    [Fact]
    public void what_a_method_leaves_behind_is_released_with_its_end()
    {
        using var step = _network.Begin();
        var x = step.Scale("a", step.Input(_tensor, "x"), 2);
        var live = step.Live;
        var y = step.OwnLayer("own").Forward(step.Add("own", x, step.Scale("own", step.Square("own", x), 3)), 3);
        Assert.Equal(live + 1, step.Live);
        Assert.Equal([14, 52, 114, 200, 310, 444], Read(step, y));
        step.Release(x, y);
        Assert.Equal(0, step.Live);
    }

    [Fact]
    public void what_it_was_given_comes_back_as_a_value_of_its_own_that_nobody_writes_to()
    {
        using var step = _network.Begin();
        var x = step.Scale("a", step.Input(_tensor, "x"), 2);
        var same = step.OwnLayer("own").Forward(x, 3);
        var scaled = step.Scale("b", same, 10, reuse: true);
        Assert.Equal([2, 4, 6, 8, 10, 12], Read(step, x));
        step.Release(x, same, scaled);
        Assert.Equal(0, step.Live);
    }

    [Fact]
    public void what_it_was_given_it_can_neither_overwrite_nor_release()
    {
        using var step = _network.Begin();
        var x = step.Scale("a", step.Input(_tensor, "x"), 2);
        var scope = step.OwnLayer("own");
        var y = scope.Forward(step.Scale("own", x, 10, reuse: true), 3);
        Assert.Equal([2, 4, 6, 8, 10, 12], Read(step, x));
        Assert.Equal(20, Read(step, y)[0]);

        step.OwnLayer("own");
        Assert.Equal(
            "A value that a layer of one's own was given is not its own to release.",
            Assert.Throws<InvalidOperationException>(() => step.Release(x)).Message);
    }

    [Fact]
    public void a_wrong_result_names_the_layer_and_what_its_declaration_says()
    {
        using var step = _network.Begin();
        var x = step.Input(_tensor, "x");
        Assert.Equal("Net.own: its Forward gives [2, 3], but its declaration says [N, 4]", Assert.Throws<LayerException>(() => step.OwnLayer("own").Forward(x, 4)).Message);
    }

    [Fact]
    public void no_result_and_one_of_another_precision_are_errors()
    {
        using (var step = _network.Begin())
        {
            Assert.Equal("Net.own: its Backward gives no value", Assert.Throws<LayerException>(() => step.OwnLayer("own").Backward(default(Value), 3)).Message);
        }

        using (var step = _network.Begin())
        {
            var x = step.Input(_tensor, "x");
            var error = Assert.Throws<LayerException>(() => step.OwnLayer("own").Forward(step.Call("own", "aten::gt.Scalar", x, 2), 3));
            Assert.Equal("Net.own: its Forward gives Bool; the network computes in Float32", error.Message);
        }
    }

    [Fact]
    public void gradients_of_what_it_learns_have_their_sizes()
    {
        var layer = new CustomParameters(_network, "own", [new("weight", Initialization.Ones, 3), new("bias", Initialization.Zeros, 1)]);
        using var step = _network.Begin();
        var g = step.Input(_tensor, "x");
        var (dx, dw, db) = step.OwnLayer(layer).Backward(
            (g, step.Call(layer, "aten::sum.dim_IntList", g, Axis), step.Call(layer, "aten::reshape", step.Call(layer, "aten::sum", g), new long[] { 1 })), layer, 3);
        Assert.Equal([5, 7, 9], Read(step, dw));
        Assert.Equal([21], Read(step, db));
        step.Release(dx, dw, db);
        Assert.Equal(
            "Net.own: its Backward gives [2, 3] for own.weight, but its declaration says [3]",
            Assert.Throws<LayerException>(() => step.OwnLayer(layer).Backward((g, g, g), layer, 3)).Message);
    }

    [Fact]
    public void a_pass_that_failed_in_it_leaves_a_step_that_works()
    {
        for (int i = 0; i < 2; i++)
        {
            using var step = _network.Begin();
            var x = step.Scale("a", step.Input(_tensor, "x"), 2);
            step.OwnLayer("own");
            if (i == 1) continue;
            Assert.Throws<LayerException>(() => step.Call("own", "aten::reshape", x, new long[] { 4 }));
        }

        using var after = _network.Begin();
        var y = after.Scale("a", after.Input(_tensor, "x"), 2);
        after.Release(y);
    }

    [Fact]
    public void an_operator_gives_several_tensors_where_there_is_room_for_them()
    {
        using var step = _network.Begin();
        var x = step.Input(_tensor, "x");
        Span<Value> found = [default, default];
        step.CallInto("own", "aten::max.dim", found, x, 1, false);
        Assert.Equal([3, 6], Read(step, found[0]));
        Assert.Equal("Net.own: aten::max.dim gives 2 tensors, not 1.", Assert.Throws<LayerException>(() => step.Call("own", "aten::max.dim", x, 1, false)).Message);
    }

    [Theory]
    [InlineData("aten::add_.Tensor")]
    [InlineData("aten::relu_")]
    [InlineData("aten::add.out")]
    public void an_operator_that_overwrites_is_refused(string name)
    {
        using var step = _network.Begin();
        var x = step.Input(_tensor, "x");
        var error = Assert.Throws<ArgumentException>(() => step.Call("own", name, x, x));
        Assert.StartsWith($"{name} overwrites what it is given; call the operator that makes a new tensor.", error.Message);
    }

    [Fact]
    public void an_operator_that_libtorch_lacks_is_an_error_of_the_layer()
    {
        using var step = _network.Begin();
        var x = step.Input(_tensor, "x");
        Assert.StartsWith("Net.own: libtorch ", Assert.Throws<LayerException>(() => step.Call("own", "aten::no_such", x)).Message);
    }

    [Fact]
    public void a_view_of_what_may_not_be_written_to_may_not_be_either()
    {
        using var step = _network.Begin();
        var x = step.Input(_tensor, "x");
        var view = step.Call("own", "aten::t", x);
        step.Scale("a", view, 10, reuse: true);
        Assert.Equal([1, 2, 3, 4, 5, 6], _tensor.ToArray<float>());
    }

    [ShimFact]
    public void a_call_allocates_nothing_once_its_step_has_run()
    {
        using var network = new Bench();
        long Bytes()
        {
            using var step = network.Begin();
            var x = step.Scale("a", step.Input(_tensor, "x"), 2);
            var before = GC.GetAllocatedBytesForCurrentThread();
            step.OwnLayer("own").Forward(step.Add("own", x, step.Call("own", "aten::expand_as", step.Call("own", "aten::sum.dim_IntList", x, Axis), x)), Shape);
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }

        Bytes();
        Assert.Equal(0, Bytes());
    }

    private float[] Read(Step step, Value value)
    {
        using var copy = new Tensor(_network.Dispatcher, _network.Dispatcher.Aten.Clone(step.Handle(value)));
        return copy.ToArray<float>();
    }
}
