namespace ModelDsl.Runtime.Tests.Tensors;

public sealed class RandomStreamTests
{
    private static float[] Next(RandomStream random, int count = 100)
    {
        using var x = Tensor.Zeros([count]);
        x.Dispatcher.Aten.NormalInPlace(x.Handle, 0, 1, random.Handle);
        return x.ToArray<float>();
    }

    [Fact]
    public void the_same_seed_gives_the_same_numbers_and_another_seed_others()
    {
        using var a = new RandomStream(42);
        using var b = new RandomStream(42);
        using var c = new RandomStream(43);
        var (first, second) = (Next(a), Next(a));
        Assert.Equal(first, Next(b));
        Assert.Equal(second, Next(b));
        Assert.NotEqual(first, second);
        Assert.NotEqual(first, Next(c));
        Assert.Equal(42, a.Seed);
    }

    [Fact]
    public void the_numbers_are_pytorchs()
    {
        // torch.empty(3).uniform_(generator=torch.Generator().manual_seed(0))
        using var random = new RandomStream(0);
        using var x = Tensor.Zeros([3]);
        x.Dispatcher.Aten.UniformInPlace(x.Handle, 0, 1, random.Handle);
        Assert.Equal([0.49625659f, 0.76822180f, 0.08847743f], x.ToArray<float>());
    }

    [Fact]
    public void a_state_put_back_goes_on_with_the_same_numbers()
    {
        using var random = new RandomStream(1);
        _ = Next(random, 7);
        var state = random.GetState();
        var expected = Next(random);
        random.SetState(state);
        Assert.Equal(expected, Next(random));

        using var other = new RandomStream(99);
        other.SetState(state);
        Assert.Equal(expected, Next(other));
    }

    [Fact]
    public void bytes_that_are_no_state_are_an_error()
    {
        using var random = new RandomStream(1);
        Assert.Throws<LibTorchException>(() => random.SetState([1, 2, 3]));
    }

    [Fact]
    public void a_disposed_stream_says_so()
    {
        var random = new RandomStream(1);
        random.Dispose();
        random.Dispose();
        Assert.Throws<ObjectDisposedException>(() => random.Handle);
    }
}
