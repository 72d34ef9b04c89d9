namespace ModelDsl.Runtime.Tests.Steps;

/// <summary>Who owns a value, and until when.</summary>
[Collection(nameof(MemoryCollection))]
public sealed class LifetimeTests : IDisposable
{
    private readonly Bench _network = new(seed: 1);
    private readonly Tensor _tensor = Numbers.Random([2, 3], ElementType.Float32, seed: 1);
    private readonly long _before = MemoryCollection.Buffers();

    public void Dispose()
    {
        _tensor.Dispose();
        _network.Dispose();
    }

    [Fact]
    public void a_released_value_frees_its_memory_at_once()
    {
        using var step = _network.Begin();
        var x = step.Input(_tensor, "x");
        var y = step.Softmax("softmax", x);
        Assert.Equal(_before + 1, Memory.Buffers);
        step.Release(y);
        Assert.Equal(_before, Memory.Buffers);
    }

    [Fact]
    public void the_end_of_a_step_releases_what_is_left()
    {
        using (var step = _network.Begin())
        {
            var x = step.Input(_tensor, "x");
            for (int i = 0; i < 200; i++) x = step.Softmax("softmax", x);
            Assert.Equal(_before + 200, Memory.Buffers);
        }

        Assert.Equal(_before, Memory.Buffers);
    }

    [Fact]
    public void releasing_twice_is_an_error_and_frees_once()
    {
        using var step = _network.Begin();
        var y = step.Softmax("softmax", step.Input(_tensor, "x"));
        var kept = step.Share(y);
        step.Release(y);
        Assert.Throws<InvalidOperationException>(() => step.Release(y));
        Assert.Equal(6, step.Return<F3>(kept).Length);
    }

    [Fact]
    public void using_a_released_value_is_an_error()
    {
        using var step = _network.Begin();
        var y = step.Softmax("softmax", step.Input(_tensor, "x"));
        step.Release(y);
        // The freed memory may be another tensor's by now.
        var other = step.Softmax("softmax", step.Input(_tensor, "x"));
        Assert.Throws<InvalidOperationException>(() => step.Softmax("softmax", y));
        Assert.Throws<InvalidOperationException>(() => step.Return<F3>(y));
        Assert.Throws<InvalidOperationException>(() => step.Share(y));
        step.Release(other);
    }

    [Fact]
    public void a_value_of_an_earlier_pass_is_an_error()
    {
        Value stale;
        using (var step = _network.Begin()) stale = step.Softmax("softmax", step.Input(_tensor, "x"));
        using var next = _network.Begin();
        var fresh = next.Softmax("softmax", next.Input(_tensor, "x"));
        Assert.Throws<InvalidOperationException>(() => next.Release(stale));
        next.Release(fresh);
    }

    [Fact]
    public void releasing_borrowed_values_and_none_does_nothing()
    {
        var parameter = _network.AddParameter("fc", "weight", [3], Initialization.Ones);
        using var step = _network.Begin();
        var x = step.Input(_tensor, "x");
        step.Release(x, default, parameter);
        step.Release(x, x, default, default);
        Assert.Equal(6, _tensor.ToArray<float>().Length);
        Assert.Equal([1, 1, 1], parameter.Value.ToArray<float>());
    }

    [Fact]
    public void an_input_disposed_during_the_pass_stays_until_its_end()
    {
        var input = Numbers.Random([2, 3], ElementType.Float32, seed: 2);
        using (var step = _network.Begin())
        {
            var x = step.Input(input, "x");
            input.Dispose();
            Assert.Equal(_before + 1, Memory.Buffers);
            step.Release(step.Softmax("softmax", x));
        }

        Assert.Equal(_before, Memory.Buffers);
    }

    [Fact]
    public void a_shared_value_is_owned_and_released_on_its_own()
    {
        using var step = _network.Begin();
        var y = step.Softmax("softmax", step.Input(_tensor, "x"));
        var shared = step.Share(y);
        step.Release(y);
        Assert.Equal(_before + 1, Memory.Buffers);
        step.Release(shared);
        Assert.Equal(_before, Memory.Buffers);
    }

    [Fact]
    public void a_returned_value_outlives_its_step()
    {
        Tensor<F3> result;
        using (var step = _network.Begin()) result = step.Return<F3>(step.Softmax("softmax", step.Input(_tensor, "x")));
        Assert.Equal(1, result.ToArray<float>().Take(3).Sum(), 1e-6);
        result.Dispose();
        Assert.Equal(_before, Memory.Buffers);
    }

    [Fact]
    public void returning_what_shares_the_users_memory_returns_a_copy()
    {
        using var step = _network.Begin();
        var x = step.Input(_tensor, "x");
        using var borrowed = step.Return<F3>(x);
        using var view = step.Return<F3>(step.Flatten("flatten", x));
        float[] values = _tensor.ToArray<float>();
        _tensor.CopyFrom<float>([0, 0, 0, 0, 0, 0]);
        Assert.Equal(values, borrowed.ToArray<float>());
        Assert.Equal(values, view.ToArray<float>());
    }

    [Fact]
    public void a_result_of_another_shape_than_promised_is_an_error()
    {
        using var step = _network.Begin();
        var error = Assert.Throws<ShapeMismatchException>(() => step.Return<F10>(step.Softmax("softmax", step.Input(_tensor, "x"))));
        Assert.Equal("Bench.output: expected [N, 10], given [2, 3]", error.Message);
    }

    [Fact]
    public void a_detached_step_that_nobody_took_over_is_released()
    {
        using (var step = _network.Begin())
        {
            step.Softmax("softmax", step.Input(_tensor, "x"));
            step.Detach();
        }

        Assert.Equal(_before, Memory.Buffers);
    }

    [Fact]
    public void gradients_are_taken_over_then_added()
    {
        var parameter = _network.AddParameter("fc", "weight", [2, 3], Initialization.Zeros);
        long before = Memory.Buffers;
        using var step = _network.Begin();
        var gradient = step.Softmax("softmax", step.Input(_tensor, "x"));
        var second = step.Share(gradient);
        step.Release(second);
        double[] once = [.. Softmax()];
        step.Accumulate(parameter, gradient);
        Assert.Equal(before + 1, Memory.Buffers);
        Assert.Throws<InvalidOperationException>(() => step.Release(gradient));
        step.Accumulate(parameter, step.Softmax("softmax", step.Input(_tensor, "x")));
        Assert.Equal(before + 1, Memory.Buffers);
        Numbers.AssertClose([.. once.Select(v => 2 * v)], Numbers.ToDoubles(parameter.Gradient!), 1e-6, "sum");
        parameter.ZeroGradient();
        Assert.Equal(before, Memory.Buffers);
    }

    [Fact]
    public void the_users_tensor_never_becomes_a_parameters_gradient()
    {
        var parameter = _network.AddParameter("fc", "weight", [2, 3], Initialization.Zeros);
        using var step = _network.Begin();
        var x = step.Input(_tensor, "x");
        step.Accumulate(parameter, x);
        step.Accumulate(parameter, x);
        Numbers.AssertClose(Numbers.Random(6, 1), Numbers.ToDoubles(_tensor), 1e-6, "the user's tensor");
    }

    private IEnumerable<double> Softmax()
    {
        using var step = _network.Begin();
        using var result = step.Return<F3>(step.Softmax("softmax", step.Input(_tensor, "x")));
        return Numbers.ToDoubles(result);
    }
}
