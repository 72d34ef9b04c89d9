namespace ModelDsl.Runtime.Tests.Tensors;

public sealed class TensorTests
{
    [Fact]
    public void data_goes_in_and_comes_out_in_row_major_order()
    {
        using var x = Tensor.From<float>([1, 2, 3, 4, 5, 6], [2, 3]);
        Assert.Equal([2, 3], x.Sizes);
        Assert.Equal((2, 6), (x.Rank, x.Length));
        Assert.Equal((2, 3), (x.Size(0), x.Size(-1)));
        Assert.Equal(ElementType.Float32, x.ElementType);
        Assert.Equal(Device.Cpu, x.Device);
        Assert.Equal([1, 2, 3, 4, 5, 6], x.ToArray<float>());
    }

    [Fact]
    public void every_element_type_that_dotnet_has()
    {
        RoundTrip<float>(ElementType.Float32, 1.5f, -2);
        RoundTrip<double>(ElementType.Float64, 1.5, -2);
        RoundTrip<Half>(ElementType.Float16, (Half)1.5, (Half)(-2));
        RoundTrip<long>(ElementType.Int64, long.MinValue, 2);
        RoundTrip<int>(ElementType.Int32, int.MinValue, 2);
        RoundTrip<short>(ElementType.Int16, -1, 2);
        RoundTrip<sbyte>(ElementType.Int8, -1, 2);
        RoundTrip<byte>(ElementType.UInt8, 255, 2);
        RoundTrip<bool>(ElementType.Bool, true, false);
        Assert.Throws<NotSupportedException>(() => Tensor.From<char>(['a'], [1]));
    }

    private static void RoundTrip<T>(ElementType type, params ReadOnlySpan<T> data) where T : unmanaged
    {
        using var x = Tensor.From(data, [data.Length]);
        Assert.Equal(type, x.ElementType);
        Assert.Equal(data.ToArray(), x.ToArray<T>());
    }

    [Fact]
    public void a_view_that_is_not_row_major_in_memory_comes_out_row_major()
    {
        using var x = Tensor.From<int>([1, 2, 3, 4, 5, 6], [2, 3]);
        using var transposed = new Tensor(x.Dispatcher, x.Dispatcher.Aten.T(x.Handle));
        Assert.Equal([3, 2], transposed.Sizes);
        Assert.Equal([1, 4, 2, 5, 3, 6], transposed.ToArray<int>());
        transposed.CopyFrom<int>([10, 20, 30, 40, 50, 60]);
        Assert.Equal([10, 30, 50, 20, 40, 60], x.ToArray<int>());
    }

    [Fact]
    public void a_tensor_without_elements_and_one_without_dimensions()
    {
        using var empty = Tensor.Zeros([0, 3]);
        Assert.Empty(empty.ToArray<float>());
        using var scalar = Tensor.From<float>([2.5f], []);
        Assert.Equal(0, scalar.Rank);
        Assert.Equal(2.5f, scalar.Item());
    }

    [Fact]
    public void sizes_that_do_not_multiply_to_the_data_are_an_error_with_both()
    {
        var e = Assert.Throws<ShapeMismatchException>(() => Tensor.From<float>([1, 2, 3], [2, 2]));
        Assert.Equal("data: expected 4 elements for the sizes [2, 2], given [3]", e.Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => Tensor.From<float>([1], [-1, -1]));
    }

    [Fact]
    public void another_element_type_than_the_tensors_is_an_error_that_says_how_to_convert()
    {
        using var x = Tensor.From<float>([1, 2], [2]);
        var e = Assert.Throws<InvalidOperationException>(() => x.ToArray<double>());
        Assert.Equal("The tensor holds Float32, not Float64; convert it first: To(ElementType.Float64).", e.Message);
        Assert.Throws<InvalidOperationException>(() => x.CopyFrom<int>([1, 2]));
        using var doubles = x.To(ElementType.Float64);
        Assert.Equal([1, 2], doubles.ToArray<double>());
    }

    [Fact]
    public void a_destination_too_short_or_a_source_of_another_length_is_an_error()
    {
        using var x = Tensor.From<float>([1, 2], [2]);
        Assert.Throws<ArgumentException>(() => x.CopyTo(new float[1].AsSpan()));
        Assert.Throws<ArgumentException>(() => x.CopyFrom<float>([1, 2, 3]));
        var longer = new float[3];
        x.CopyTo(longer.AsSpan());
        Assert.Equal([1, 2, 0], longer);
    }

    [Fact]
    public void item_is_for_one_element_of_any_type()
    {
        using var integer = Tensor.From<long>([7], [1, 1]);
        Assert.Equal(7, integer.Item());
        using var two = Tensor.Zeros([2]);
        Assert.Throws<InvalidOperationException>(() => two.Item());
    }

    [Fact]
    public void a_disposed_tensor_says_so()
    {
        var x = Tensor.Zeros([2]);
        x.Dispose();
        x.Dispose();
        Assert.True(x.IsDisposed);
        Assert.Throws<ObjectDisposedException>(() => x.Handle);
        Assert.Throws<ObjectDisposedException>(() => x.ToArray<float>());
        Assert.Throws<ObjectDisposedException>(() => x.Sizes);
        Assert.Equal("Float32 (disposed)", x.ToString());
    }

    [Fact]
    public void a_clone_has_memory_of_its_own()
    {
        using var x = Tensor.From<float>([1, 2], [2]);
        using var y = x.Clone();
        x.CopyFrom<float>([3, 4]);
        Assert.Equal([1, 2], y.ToArray<float>());
    }

    [Fact]
    public void a_dimension_that_is_not_there_is_an_error()
    {
        using var x = Tensor.Zeros([2, 3]);
        Assert.Throws<ArgumentOutOfRangeException>(() => x.Size(2));
        Assert.Throws<ArgumentOutOfRangeException>(() => x.Size(-3));
    }

    [Fact]
    public void text_shows_type_sizes_and_the_first_elements()
    {
        using var x = Tensor.From<float>([0.5f, -1, 1e-7f], [3]);
        Assert.Equal("Float32[3] {0.5, -1, 1E-07}", x.ToString());
        using var many = Tensor.From<int>([1, 2, 3, 4, 5, 6, 7, 8, 9], [3, 3]);
        Assert.Equal("Int32[3, 3] {1, 2, 3, 4, 5, 6, 7, 8, ...}", many.ToString());
        using var bools = Tensor.From<bool>([true, false], [2]);
        Assert.Equal("Bool[2] {true, false}", bools.ToString());
    }

    [Fact]
    public void as_a_value_it_is_borrowed()
    {
        using var x = Tensor.Zeros([1]);
        Value value = x;
        Assert.True(value.IsBorrowed);
        Assert.Equal(x.Handle, value.Handle);
        Assert.True(default(Value).IsNone);
    }

    [Fact]
    public void devices_print_as_libtorch_names_them()
    {
        Assert.Equal("cpu", default(Device).ToString());
        Assert.Equal("cuda:1", Device.Cuda(1).ToString());
        Assert.Throws<ArgumentOutOfRangeException>(() => Device.Cuda(-1));
    }
}
