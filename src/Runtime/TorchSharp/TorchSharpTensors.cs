using ModelDsl.Runtime.Interop;
using ModelDsl.Runtime.TorchSharp;
using TorchSharp;

namespace ModelDsl.Runtime;

/// <summary>
/// Tensors from and to TorchSharp. Nothing is copied: both sides see the same elements, and what one writes the other reads. Each side owns its own object
/// and disposes it; the memory goes with the last of them. Gradients are recorded through neither: what comes out is detached.
/// </summary>
public static class TorchSharpTensors
{
    /// <summary>
    /// The same elements as a tensor of TorchSharp's. It is the caller's, and belongs to the current dispose scope as any new tensor of TorchSharp's does.
    /// A parameter's values stay shared for as long as the network lives.
    /// </summary>
    /// <exception cref="ObjectDisposedException">The tensor is disposed.</exception>
    /// <exception cref="InvalidOperationException">The tensor was made by another dispatcher.</exception>
    public static torch.Tensor AsTorchSharp(this Tensor tensor)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        if (tensor.Dispatcher is not TorchSharpDispatcher)
            throw new InvalidOperationException($"Only tensors of {nameof(TorchSharpDispatcher)} are TorchSharp's; this one is of {tensor.Dispatcher.GetType().Name}.");
        var shared = TensorReference.Of(tensor.Handle).Tensor.detach();
        GC.KeepAlive(tensor);
        return shared;
    }

    /// <summary>
    /// The same elements as a tensor of the runtime's. It is the caller's to dispose, belongs to no dispose scope, and stays valid when the given one is
    /// disposed.
    /// </summary>
    /// <exception cref="ArgumentException">The tensor holds a type of element that the runtime does not know.</exception>
    public static Tensor AsModelDsl(this torch.Tensor tensor) => new(TorchSharpDispatcher.Instance, Share(tensor));

    /// <summary>The same as a batch of a network's shape.</summary>
    /// <exception cref="ArgumentException">The tensor holds a type of element that the runtime does not know.</exception>
    /// <exception cref="ShapeMismatchException">The sizes are not [N, dimensions of the shape...].</exception>
    public static Tensor<TShape> AsModelDsl<TShape>(this torch.Tensor tensor) where TShape : IShape =>
        Tensor<TShape>.Own(TorchSharpDispatcher.Instance, Share(tensor), nameof(tensor));

    /// <summary>The same as labels.</summary>
    /// <exception cref="ArgumentException">The tensor does not hold int64.</exception>
    public static Labels AsLabels(this torch.Tensor tensor)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        if (tensor.dtype != torch.ScalarType.Int64) throw new ArgumentException($"Labels are Int64, but the tensor holds {tensor.dtype}.", nameof(tensor));
        return Labels.Own(TorchSharpDispatcher.Instance, Share(tensor));
    }

    private static nint Share(torch.Tensor tensor)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        if (!Enum.IsDefined((ElementType)tensor.dtype))
            throw new ArgumentException($"The runtime has no tensors of {tensor.dtype}.", nameof(tensor));
        return TensorReference.Own(tensor.detach());
    }
}
