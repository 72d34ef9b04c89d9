using ModelDsl.Runtime.Interop;
using ModelDsl.Runtime.LibTorch;

namespace ModelDsl.Runtime.Tests.Gradients;

/// <summary>This thread's calls record gradients while one lives. Over our own shim.</summary>
internal readonly ref struct Recording
{
    private readonly LibTorchDispatcher.AutogradScope _scope;

    public Recording() => _scope = LibTorchDispatcher.Autograd();

    public void Dispose() => _scope.Dispose();

    /// <summary>Makes a leaf of a tensor.</summary>
    public static void RequireGradient(nint tensor)
    {
        var dispatcher = Dispatcher.Default;
        dispatcher.Call(dispatcher.Resolve("aten::requires_grad_"), [Argument.Tensor(tensor), Argument.Bool(true)], default);
    }

    /// <summary>The leaves' gradients, as new handles; 0 where the output does not depend on one.</summary>
    public static unsafe nint[] Gradients(nint output, nint gradient, IEnumerable<nint> leaves)
    {
        var dispatcher = LibTorchDispatcher.Instance;
        dispatcher.Call(
            dispatcher.Resolve("aten::_backward"),
            [Argument.Tensor(output), Argument.Tensors(null, 0), Argument.Tensor(gradient)], default);
        return [.. leaves.Select(dispatcher.Gradient)];
    }
}
