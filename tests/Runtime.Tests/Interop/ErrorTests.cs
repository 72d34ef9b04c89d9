using ModelDsl.Runtime.Interop;
using ModelDsl.Runtime.LibTorch;
using static ModelDsl.Runtime.Tests.Interop.Handles;

namespace ModelDsl.Runtime.Tests.Interop;

public sealed class ErrorTests : IDisposable
{
    private readonly Handles _h = new();

    public void Dispose() => _h.Dispose();

    [Fact]
    public void libtorchs_words_come_back_with_the_operators_name_and_without_the_backtrace()
    {
        var e = Assert.Throws<LibTorchException>(() => Ops.Mm(_h.Floats([2, 2], 1, 2, 3, 4), _h.Floats([3, 1], 1, 2, 3)));
        Assert.Equal("aten::mm: mat1 and mat2 shapes cannot be multiplied (2x2 and 3x1)", e.Message);
    }

    [Fact]
    public void a_call_after_a_failed_one_works()
    {
        var x = _h.Floats([2], -1, 2);
        for (var i = 0; i < 3; i++)
        {
            Assert.Throws<LibTorchException>(() => Ops.View(x, [5]));
            Assert.Equal([0, 2], Read(_h.Add(Ops.Relu(x))));
        }
    }

    [Fact]
    public void an_operator_that_libtorch_lacks_is_found_out_when_it_is_called()
    {
        var missing = Torch.Resolve("aten::no_such_operator");
        Assert.False(missing.Exists);
        var e = Assert.Throws<LibTorchException>(() => Torch.Call(missing, [], []));
        Assert.Contains("has no operator aten::no_such_operator", e.Message);
        Assert.False(Torch.Resolve("aten::add", "no_such_overload").Exists);
    }

    [Fact]
    public void too_many_arguments_are_an_error()
    {
        var relu = Torch.Resolve("aten::relu");
        var x = Argument.Tensor(_h.Floats([1], 1));
        var e = Assert.Throws<LibTorchException>(() => Torch.Call(relu, [x, x], []));
        Assert.Equal("aten::relu: takes 1 arguments, given 2", e.Message);
    }

    [Fact]
    public void an_argument_that_is_left_out_and_has_no_default_is_an_error()
    {
        var mm = Torch.Resolve("aten::mm");
        var x = Argument.Tensor(_h.Floats([1, 1], 1));
        var e = Assert.Throws<LibTorchException>(() => Torch.Call(mm, [x], []));
        Assert.Equal("aten::mm: the argument 'mat2' is missing", e.Message);
    }

    [Fact]
    public void an_argument_of_the_wrong_kind_is_an_error()
    {
        var relu = Torch.Resolve("aten::relu");
        Assert.Throws<LibTorchException>(() => Torch.Call(relu, [Argument.Int(3)], []));
        Assert.Throws<LibTorchException>(() => Torch.Call(relu, [Argument.None], []));
    }

    [Fact]
    public void a_device_that_is_not_there_is_an_error_of_one_line()
    {
        if (Torch.HasCuda) return;
        using var tensor = Tensor.Zeros([1]);
        Action[] uses = [() => Tensor.Zeros([1], device: Device.Cuda()), () => tensor.To(Device.Cuda()), () => _ = new RandomStream(1, Device.Cuda())];
        foreach (var use in uses)
        {
            var message = Assert.Throws<LibTorchException>(use).Message;
            Assert.StartsWith($"This libtorch ({Torch.Version}) has no CUDA", message);
            Assert.DoesNotContain('\n', message);
        }
    }

    [Fact]
    public void a_missing_shim_is_an_error_that_says_where_it_was_looked_for()
    {
        var e = Assert.Throws<LibTorchException>(() => NativeLoader.Find(["/nowhere"]));
        Assert.Contains("/nowhere/libmodeldsl_torch.so", e.Message);
        Assert.Contains("libtorch-dev, g++ and libopenblas0-openmp, or with LIBTORCH", e.Message);
    }

    [Fact]
    public void a_shim_that_cannot_be_loaded_is_an_error_that_says_what_it_needs()
    {
        var path = Path.GetTempFileName();
        try
        {
            File.WriteAllText(path, "not a library");
            var e = Assert.Throws<LibTorchException>(() => NativeLoader.Open(path));
            Assert.Contains(path, e.Message);
            Assert.Contains("libtorch", e.Message);
        }
        finally
        {
            File.Delete(path);
        }
    }
}
