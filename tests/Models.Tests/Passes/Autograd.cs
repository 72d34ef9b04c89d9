using ModelDsl.Runtime.Interop;
using ModelDsl.Runtime.LibTorch;

namespace ModelDsl.Models.Tests.Passes;

/// <summary>The two operators of libtorch's autograd that a reference needs.</summary>
internal static class Autograd
{
    /// <summary>The same storage as a new tensor of which autograd is to give the gradient.</summary>
    public static nint Leaf(LibTorchDispatcher dispatcher, nint tensor)
    {
        using var recording = LibTorchDispatcher.Autograd();
        nint leaf = 0;
        dispatcher.Call(dispatcher.Resolve("aten::detach"), [Argument.Tensor(tensor)], new Span<nint>(ref leaf));
        dispatcher.Call(dispatcher.Resolve("aten::requires_grad_"), [Argument.Tensor(leaf), Argument.Bool(true)], default);
        return leaf;
    }

    /// <summary>Adds to the gradient of every leaf that the tensor came from.</summary>
    public static void Backward(LibTorchDispatcher dispatcher, nint tensor, nint gradient)
    {
        using var recording = LibTorchDispatcher.Autograd();
        dispatcher.Call(dispatcher.Resolve("aten::_backward"), [Argument.Tensor(tensor), NoTensors, Argument.Tensor(gradient)], default);
    }

    private static unsafe Argument NoTensors => Argument.Tensors(null, 0);
}
