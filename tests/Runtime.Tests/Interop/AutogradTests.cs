using ModelDsl.Runtime.Interop;
using ModelDsl.Runtime.LibTorch;
using static ModelDsl.Runtime.Tests.Interop.Handles;

namespace ModelDsl.Runtime.Tests.Interop;

/// <summary>Calls record no gradients, except where a test asks for it to check our own against.</summary>
public sealed class AutogradTests : IDisposable
{
    private readonly Handles _h = new();
    private readonly Operator _requiresGrad = Torch.Resolve("aten::requires_grad_");
    private readonly Operator _backward = Torch.Resolve("aten::_backward");

    public void Dispose() => _h.Dispose();

    private nint Leaf(params ReadOnlySpan<float> data)
    {
        var x = _h.Floats([data.Length], data);
        Torch.Call(_requiresGrad, [Argument.Tensor(x), Argument.Bool(true)], []);
        return x;
    }

    private unsafe void Backward(nint loss) => Torch.Call(_backward, [Argument.Tensor(loss), Argument.Tensors(null, 0)], []);

    private nint Gradient(nint x) => ((LibTorchDispatcher)Torch).Gradient(x);

    [Fact]
    public void the_switch_records_gradients()
    {
        var x = Leaf(1, 2, 3);
        using (LibTorchDispatcher.Autograd())
        {
            var loss = _h.Add(Ops.SumAll(_h.Add(Ops.Mul(x, x))));
            Backward(loss);
        }

        Assert.Equal([2, 4, 6], Read(_h.Add(Gradient(x))));
    }

    [Fact]
    public void without_the_switch_nothing_is_recorded()
    {
        var x = Leaf(1, 2, 3);
        var loss = _h.Add(Ops.SumAll(_h.Add(Ops.Mul(x, x))));
        using (LibTorchDispatcher.Autograd())
        {
            Assert.Throws<LibTorchException>(() => Backward(loss));
        }

        Assert.Equal(0, Gradient(x));
    }

    [Fact]
    public void the_switch_is_the_threads_own_and_goes_back()
    {
        var x = Leaf(1);
        using (LibTorchDispatcher.Autograd())
        {
            nint elsewhere = 0;
            var thread = new Thread(() => elsewhere = Ops.Mul(x, x));
            thread.Start();
            thread.Join();
            _h.Add(elsewhere);
            Assert.Throws<LibTorchException>(() => Backward(elsewhere));
        }

        var after = _h.Add(Ops.Mul(x, x));
        using (LibTorchDispatcher.Autograd()) Assert.Throws<LibTorchException>(() => Backward(after));
    }
}
