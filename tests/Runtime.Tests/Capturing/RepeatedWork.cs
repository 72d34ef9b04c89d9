using ModelDsl.Runtime.Capturing;

namespace ModelDsl.Runtime.Tests.Capturing;

/// <summary>Does on any device what a CUDA graph does: what is captured leaves the network as it was, and is done at each launch.</summary>
internal sealed class RepeatedWork(Network network) : IStepGraph
{
    private Action? _work;

    public void Capture(Action work)
    {
        var buffers = network.Buffers.Select(buffer => buffer.Value.ToArray<float>()).ToArray();
        byte[] random = network.Random.GetState();
        work();
        foreach (var (buffer, numbers) in network.Buffers.Zip(buffers)) Write(buffer.Value, numbers);
        network.Random.SetState(random);
        _work = work;
    }

    public void Launch() => _work!();

    public void Dispose() => _work = null;

    private static void Write(Tensor tensor, float[] numbers)
    {
        using var before = Tensor.From(numbers, tensor.Sizes);
        tensor.Dispatcher.Aten.CopyInPlace(tensor.Handle, before.Handle);
    }
}
