namespace ModelDsl.Runtime.Tests.Tensors;

public sealed class ShapedTensorTests
{
    private readonly struct F2x3 : IShape
    {
        public static ReadOnlySpan<int> Dimensions => [2, 3];
    }

    [Fact]
    public void a_disposed_one_is_named_as_CSharp_writes_its_type()
    {
        var x = Tensor<F2x3>.Empty(1);
        x.Dispose();
        Assert.Equal("Tensor<F2x3>", Assert.Throws<ObjectDisposedException>(() => x.Handle).ObjectName);
    }

    [Fact]
    public void the_number_of_examples_follows_from_the_length()
    {
        using var x = Tensor<F2x3>.From([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12f]);
        Assert.Equal(2, x.Count);
        Assert.Equal([2, 2, 3], x.Sizes);
    }

    [Fact]
    public void a_length_that_is_no_multiple_of_an_example_is_an_error()
    {
        var e = Assert.Throws<ShapeMismatchException>(() => Tensor<F2x3>.From([1f, 2, 3, 4]));
        Assert.Equal("data: expected a multiple of 6 elements for [N, 2, 3], given [4]", e.Message);
    }

    [Fact]
    public void doubles_make_a_float64_batch()
    {
        using var x = Tensor<F2x3>.From([1d, 2, 3, 4, 5, 6]);
        Assert.Equal(ElementType.Float64, x.ElementType);
    }

    [Fact]
    public void wrapping_shares_the_elements_and_outlives_the_original()
    {
        var x = Tensor.Zeros([4, 2, 3]);
        using var batch = Tensor<F2x3>.Wrap(x);
        x.CopyFrom<float>(Enumerable.Repeat(5f, 24).ToArray());
        x.Dispose();
        Assert.All(batch.ToArray<float>(), value => Assert.Equal(5, value));
    }

    [Theory]
    [InlineData(new long[] { 4, 3, 2 })]
    [InlineData(new long[] { 4, 6 })]
    [InlineData(new long[] { 4, 2, 3, 1 })]
    public void wrapping_other_sizes_is_an_error_with_both(long[] sizes)
    {
        using var x = Tensor.Zeros(sizes);
        var e = Assert.Throws<ShapeMismatchException>(() => Tensor<F2x3>.Wrap(x));
        Assert.Equal("[N, 2, 3]", e.Expected);
        Assert.Equal(ShapeMismatchException.Format(sizes), e.Given);
    }

    [Fact]
    public void a_batch_can_be_refilled()
    {
        using var x = Tensor<F2x3>.Empty(1);
        x.CopyFrom<float>([1, 2, 3, 4, 5, 6]);
        Assert.Equal([1, 2, 3, 4, 5, 6], x.ToArray<float>());
    }

    [Fact]
    public void labels_become_int64_from_any_integer()
    {
        using var bytes = Labels.From((ReadOnlySpan<byte>)[3, 255]);
        using var ints = Labels.From((ReadOnlySpan<int>)[3, 255]);
        using var longs = Labels.From((ReadOnlySpan<long>)[3, 255]);
        foreach (var labels in (Labels[])[bytes, ints, longs])
        {
            Assert.Equal(ElementType.Int64, labels.ElementType);
            Assert.Equal(2, labels.Count);
            Assert.Equal([3, 255], labels.ToArray<long>());
        }
    }
}
