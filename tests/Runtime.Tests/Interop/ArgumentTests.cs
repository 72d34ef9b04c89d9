using ModelDsl.Runtime.Interop;
using static ModelDsl.Runtime.Tests.Interop.Handles;

namespace ModelDsl.Runtime.Tests.Interop;

/// <summary>Every kind of argument and result crosses the border.</summary>
public sealed class ArgumentTests : IDisposable
{
    private readonly Handles _h = new();

    public void Dispose() => _h.Dispose();

    [Fact]
    public void tensors() => Assert.Equal([11, 22], Read(_h.Add(Ops.Add(_h.Floats([2], 1, 2), _h.Floats([2], 10, 20)))));

    [Fact]
    public void an_absent_tensor_is_none()
    {
        var input = _h.Floats([1, 2], 3, 4);
        var weight = _h.Floats([1, 2], 10, 100);
        Assert.Equal([430], Read(_h.Add(Ops.Linear(input, weight, 0))));
        Assert.Equal([437], Read(_h.Add(Ops.Linear(input, weight, _h.Floats([1], 7)))));
    }

    [Fact]
    public void an_int() => Assert.Equal([2, 1], Sizes(_h.Add(Ops.Unsqueeze(_h.Floats([2], 1, 2), 1))));

    [Fact]
    public void an_optional_int_given_and_absent()
    {
        var x = _h.Floats([2, 2], 1, 5, 9, 2);
        Assert.Equal([2], Read(_h.Add(Ops.Argmax(x, null))));
        Assert.Equal([1, 0], Read(_h.Add(Ops.Argmax(x, 1))));
    }

    [Fact]
    public void a_float_as_scalar() => Assert.Equal([1.5, 2.5], Read(_h.Add(Ops.AddScalar(_h.Floats([2], 1, 2), 0.5))));

    [Fact]
    public void a_bool()
    {
        var x = _h.Floats([2, 2], 1, 2, 3, 4);
        Assert.Equal([2], Sizes(_h.Add(Ops.Sum(x, [1]))));
        Assert.Equal([2, 1], Sizes(_h.Add(Ops.Sum(x, [1], keepDim: true))));
    }

    [Fact]
    public void an_optional_list_of_ints_given_and_absent()
    {
        var x = _h.Floats([2, 2], 1, 2, 3, 4);
        Assert.Equal([4, 6], Read(_h.Add(Ops.Sum(x, [0]))));
        Assert.Equal([10], Read(_h.Add(Ops.Sum(x, []))));
    }

    [Fact]
    public void a_list_of_symbolic_ints() => Assert.Equal([4, 1], Sizes(_h.Add(Ops.View(_h.Floats([2, 2], 1, 2, 3, 4), [4, 1]))));

    [Fact]
    public void lists_that_repeat_and_lists_that_alternate()
    {
        var x = _h.Floats([2, 3], 1, 2, 3, 4, 5, 6);
        for (var i = 0; i < 3; i++)
        {
            for (var size = 1; size <= 6; size++)
            {
                if (6 % size == 0) Assert.Equal([size, 6 / size], Sizes(_h.Add(Ops.View(x, [size, 6 / size]))));
            }
        }
    }

    [Fact]
    public void a_list_of_more_ints_than_are_cached()
    {
        long[] sizes = [1, 1, 1, 1, 1, 1, 1, 1, 1, 2];
        Assert.Equal(sizes, Sizes(_h.Add(Ops.View(_h.Floats([2], 1, 2), sizes))));
    }

    [ShimFact]
    public unsafe void a_list_of_floats()
    {
        var upsample = Torch.Resolve("aten::upsample_nearest2d", "vec");
        nint result = 0;
        var scales = stackalloc double[2] { 2, 3 };
        Torch.Call(upsample, [Argument.Tensor(_h.Floats([1, 1, 1, 1], 5)), Argument.None, Argument.Doubles(scales, 2)], new Span<nint>(ref result));
        Assert.Equal([1, 1, 2, 3], Sizes(_h.Add(result)));
    }

    [Fact]
    public void a_list_of_bools_says_which_gradients_are_wanted()
    {
        var input = _h.Normal(1, [2, 3, 5, 5]);
        var weight = _h.Normal(2, [4, 3, 3, 3]);
        var gradient = _h.Normal(3, [2, 4, 3, 3]);
        var some = Ops.ConvolutionBackward(gradient, input, weight, [4], [1, 1], [0, 0], [1, 1], false, [0, 0], 1, [false, true, true]);
        _h.Add(some.Weight);
        _h.Add(some.Bias);
        Assert.Equal(0, some.Input);
        Assert.Equal([4, 3, 3, 3], Sizes(some.Weight));
        Assert.Equal([4], Sizes(some.Bias));

        var other = Ops.ConvolutionBackward(gradient, input, weight, [], [1, 1], [0, 0], [1, 1], false, [0, 0], 1, [true, false, false]);
        _h.Add(other.Input);
        Assert.Equal([2, 3, 5, 5], Sizes(other.Input));
        Assert.Equal((0, 0), (other.Weight, other.Bias));
    }

    [Fact]
    public void a_list_of_tensors() =>
        Assert.Equal([1, 2, 3], Read(_h.Add(Ops.Cat([_h.Floats([1], 1), _h.Floats([2], 2, 3)]))));

    [Fact]
    public void a_generator()
    {
        using var random = new RandomStream(7);
        var x = _h.Floats([3], 0, 0, 0);
        Ops.UniformInPlace(x, 5, 6, random.Handle);
        Assert.All(Read(x), value => Assert.InRange(value, 5, 6));
    }

    [Fact]
    public void an_element_type_and_a_device()
    {
        var x = _h.Add(Ops.Empty([2], ElementType.Int32, Device.Cpu));
        Assert.Equal(ElementType.Int32, Torch.ElementType(x));
        Assert.Equal(Device.Cpu, Torch.Device(x));
        Assert.Equal(ElementType.Float32, Torch.ElementType(_h.Add(Ops.Empty([2], null, null))));
    }

    [Fact]
    public void a_memory_format()
    {
        var x = _h.Add(Ops.Empty([2, 3, 4, 5], ElementType.Float32, null, MemoryFormat.ChannelsLast));
        var strides = new long[4];
        Torch.Strides(x, strides);
        Assert.Equal([60, 1, 15, 3], strides);
        Assert.False(Torch.IsContiguous(x));
        Assert.True(Torch.IsContiguous(_h.Add(Ops.Contiguous(x))));
    }

    [ShimFact]
    public void a_list_of_results_is_laid_out_one_by_one_and_what_does_not_fit_is_counted_and_dropped()
    {
        var unbind = Torch.Resolve("aten::unbind", "int");
        Span<nint> results = [0, 0];
        var count = Torch.Call(unbind, [Argument.Tensor(_h.Floats([3], 7, 8, 9))], results);
        Assert.Equal(3, count);
        Assert.Equal([7], Read(_h.Add(results[0])));
        Assert.Equal([8], Read(_h.Add(results[1])));
    }

    [Fact]
    public void arguments_left_out_at_the_end_take_the_schemas_defaults()
    {
        var add = Torch.Resolve("aten::add", "Tensor");
        nint result = 0;
        var one = Argument.Tensor(_h.Floats([1], 1));
        Torch.Call(add, [one, one], new Span<nint>(ref result));
        Assert.Equal([2], Read(_h.Add(result)));
        Torch.Call(add, [one, one, Argument.Int(10)], new Span<nint>(ref result));
        Assert.Equal([11], Read(_h.Add(result)));
    }
}
