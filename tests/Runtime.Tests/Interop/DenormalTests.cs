using ModelDsl.Runtime.Interop;

namespace ModelDsl.Runtime.Tests.Interop;

public sealed class DenormalTests
{
    // So many that OpenMP's threads take part.
    private const int Count = 1 << 20;

    [ShimFact]
    public void numbers_below_the_normal_ones_count_as_0_in_an_operator_in_every_thread_and_nowhere_else()
    {
        float[] small = [.. Enumerable.Repeat(1e-30f, Count)];
        using var made = Tensor.From<float>(small, [Count]);
        made.Dispatcher.Aten.MulScalarInPlace(made.Handle, 1e-10);
        Assert.All(made.ToArray<float>(), n => Assert.Equal(0, n));
        Array.Fill(small, 1e-40f);
        using var given = Tensor.From<float>(small, [Count]);
        given.Dispatcher.Aten.MulScalarInPlace(given.Handle, 1e10);
        Assert.All(given.ToArray<float>(), n => Assert.Equal(0, n));
        Assert.NotEqual(0, small[0] * float.Parse("0.5", System.Globalization.CultureInfo.InvariantCulture));
    }
}
