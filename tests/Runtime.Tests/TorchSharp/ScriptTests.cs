using ModelDsl.Runtime.Interop;
using ModelDsl.Runtime.TorchSharp;

namespace ModelDsl.Runtime.Tests.TorchSharp;

/// <summary>What is compiled for a call.</summary>
public sealed unsafe class ScriptTests
{
    private static readonly Dictionary<string, Schema> Table = OperatorTable.Of(OperatorTable.Oldest);

    [Fact]
    public void tensors_and_numbers_are_parameters_and_the_rest_stands_in_the_text_which_returns_the_results_that_are_wanted()
    {
        long* sizes = stackalloc long[2] { 3, 4 };
        bool* mask = stackalloc bool[3] { true, false, true };
        var (one, list) = (Argument.Tensor(1), Argument.Ints(sizes, 2));
        Assert.Equal(
            "def call(a0: Tensor, a1: Tensor, a2: Tensor, a3: int, a4: int, a5: int, a6: int, a7: int, a8: int, a9: int, a10: int, a11: int):\n"
            + "    r = torch.convolution_backward(a0, a1, a2, None, [a3, a4], [a5, a6], [a7, a8], False, [a9, a10], a11, [True, False, True])\n"
            + "    return r[0], r[2]\n",
            Script.Write(
                Table["convolution_backward"],
                [one, one, one, Argument.None, list, list, list, Argument.Bool(false), list, Argument.Int(1), Argument.Bools(mask, 3)], returns: true));
    }

    [Fact]
    public void what_comes_behind_the_star_is_given_by_its_name()
    {
        Assert.Equal(
            "def call(a0: Tensor, a1: int):\n    torch._to_copy(a0, dtype=a1, layout=None, device=\"cuda:2\")\n",
            Script.Write(
                Table["_to_copy"], [Argument.Tensor(1), Argument.Type(ElementType.Float64), Argument.None, Argument.Device(Device.Cuda(2))], returns: false));
        Assert.Equal(
            "def call(a0: Tensor, a1: Tensor, a2: float):\n    return torch.add(a0, a1, alpha=a2)\n",
            Script.Write(Table["add.Tensor"], [Argument.Tensor(1), Argument.Tensor(1), Argument.Double(2)], returns: true));
    }

    [Fact]
    public void an_empty_list_says_what_it_is_a_list_of()
    {
        Assert.Equal(
            "def call(a0: Tensor):\n    empty4: List[int] = []\n    return torch.reshape(a0, empty4)\n",
            Script.Write(Table["reshape"], [Argument.Tensor(1), Argument.Ints(null, 0)], returns: true));
    }

    [Fact]
    public void calls_that_would_not_compile_are_refused()
    {
        AssertRefused("aten::mm: the argument 'mat2' is missing", "mm", Argument.Tensor(1));
        AssertRefused("aten::relu: takes 1 arguments, given 2", "relu", Argument.Tensor(1), Argument.Tensor(1));
        AssertRefused("aten::relu: 'self' is Tensor, but the argument is None.", "relu", Argument.None);
        AssertRefused("aten::uniform_: 'from' is float, but the argument is Int.", "uniform_", Argument.Tensor(1), Argument.Int(0));
        AssertRefused("aten::clamp_: 'min' is Scalar?, but the argument is Bool.", "clamp_", Argument.Tensor(1), Argument.Bool(true));
    }

    private static void AssertRefused(string message, string name, params Argument[] arguments) =>
        Assert.Equal(message, Assert.Throws<LibTorchException>(() => Script.Write(Table[name], arguments, returns: true)).Message);
}
