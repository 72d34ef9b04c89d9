using static ModelDsl.Runtime.Tests.Interop.Handles;

namespace ModelDsl.Runtime.Tests.Interop;

/// <summary>The shim's max pooling against ATen's: the same bits, for every way it goes through a plane.</summary>
public sealed class MaxPoolingTests : IDisposable
{
    private readonly Handles _h = new();

    public void Dispose() => _h.Dispose();

    [Theory]
    [InlineData(2, 2, 0, false, 28, 28)]  // the literature's windows have code of their own
    [InlineData(2, 2, 0, true, 37, 41)]
    [InlineData(2, 2, 1, true, 17, 70)]
    [InlineData(3, 2, 0, false, 55, 55)]
    [InlineData(3, 2, 1, true, 38, 75)]
    [InlineData(3, 1, 1, false, 9, 40)]
    [InlineData(2, 1, 0, false, 9, 40)]   // and these have not
    [InlineData(3, 3, 0, false, 50, 11)]
    [InlineData(5, 3, 2, true, 23, 18)]
    [InlineData(1, 2, 0, false, 6, 6)]
    [InlineData(3, 2, 1, true, 1, 2)]     // larger than its input without the padding
    public void it_is_atens(int size, int stride, int pad, bool ceil, int height, int width)
    {
        foreach (var type in (ElementType[])[ElementType.Float32, ElementType.Float64])
        {
            // After a ReLU many a window is all zeros: the first of equals counts. 30 planes: more than one thread.
            var x = _h.Normal(1, [3, 10, height, width], type);
            Ops.ReluInPlace(x);
            Compare(x, size, stride, pad, ceil, type);
        }
    }

    [Fact]
    public void a_nan_is_a_maximum_and_minus_infinity_can_be_one()
    {
        float[] values = [1, float.NaN, 3, 4, float.NegativeInfinity, float.NegativeInfinity, 2, 2, float.NaN, 5, 5, float.NaN, -1, -1, 0, -0f];
        var x = _h.Floats([1, 1, 4, 8], [.. values, .. values]);
        Compare(x, 2, 2, 0, false, ElementType.Float32);
        Compare(x, 3, 2, 1, true, ElementType.Float32);
        Compare(x, 4, 1, 0, false, ElementType.Float32);
    }

    [Fact]
    public void it_takes_a_tensor_of_any_strides()
    {
        var x = _h.Add(Ops.Transpose(_h.Normal(1, [2, 3, 20, 12], ElementType.Float32), 2, 3));
        Compare(x, 2, 2, 0, false, ElementType.Float32);
    }

    [Theory]
    [InlineData(5, 1, 0)]
    [InlineData(2, 1, 2)]
    [InlineData(2, 0, 0)]
    [InlineData(0, 1, 0)]
    public void a_window_that_does_not_fit_is_an_error(int size, int stride, int pad)
    {
        var x = _h.Normal(1, [1, 1, 4, 4], ElementType.Float32);
        Assert.Throws<LibTorchException>(() => Ops.PoolMax(x, [size, size], [stride, stride], [pad, pad], false));
    }

    private void Compare(nint x, int size, int stride, int pad, bool ceil, ElementType type)
    {
        ReadOnlySpan<long> k = [size, size], s = [stride, stride], p = [pad, pad];
        var (expected, indices) = Own(Ops.MaxPool2dWithIndices(x, k, s, p, [1, 1], ceil));
        var (actual, places) = Own(Ops.PoolMaxWithPlaces(x, k, s, p, ceil));
        Assert.Equal(Read(expected), Read(actual));
        Assert.Equal(Read(expected), Read(_h.Add(Ops.PoolMax(x, k, s, p, ceil))));

        var dy = _h.Normal(2, Sizes(expected), type);
        var dx = _h.Add(Ops.MaxPool2dWithIndicesBackward(dy, x, k, s, p, [1, 1], ceil, indices));
        Assert.Equal(Read(dx), Read(_h.Add(Ops.PoolMaxBackward(dy, Sizes(x)[2..], places, k, s, p, ceil))));
    }

    private (nint, nint) Own((nint First, nint Second) results) => (_h.Add(results.First), _h.Add(results.Second));
}
