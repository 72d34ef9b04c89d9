using System.Runtime.InteropServices;
using ModelDsl.Runtime.Interop;

namespace ModelDsl.Runtime.Data;

/// <summary>
/// Some examples at once: a tensor for each thing that a network takes. Belongs to the loader that made it, which fills it with others once the next batch is
/// asked for.
/// </summary>
public abstract class Batch
{
    private readonly List<Side> _sides = [];
    private readonly List<Tensor> _tensors = [];
    private readonly ElementType _elementType;
    private readonly Device _device;

    // Set in the work of who made the batch, and then of who used it: what that work still does with the memory comes before the next copy, another stream's.
    private readonly IDeviceMark? _used;

    /// <param name="count">The number of examples.</param>
    /// <param name="elementType">The type of its numbers.</param>
    /// <param name="device">Where it lives.</param>
    protected Batch(int count, ElementType elementType, Device device)
    {
        (Count, _elementType, _device) = (count, elementType, device);
        _used = Dispatcher.Default.NewMark(device);
    }

    /// <summary>The number of examples, N.</summary>
    public int Count { get; }

    /// <summary>The number of the batch in its epoch, from 0.</summary>
    public int Index { get; private set; }

    /// <summary>A tensor that is filled with some of these examples, the same ones as all others of this batch.</summary>
    protected TTensor Add<TTensor>(Examples<TTensor> examples) where TTensor : Tensor
    {
        ArgumentNullException.ThrowIfNull(examples);
        var side = new Side<TTensor>(examples, Count, _elementType, _device);
        _sides.Add(side);
        _tensors.Add(side.Batch);
        _used?.Set();
        return side.Batch;
    }

    /// <summary>All that a network is given of it.</summary>
    internal ReadOnlySpan<Tensor> Tensors => CollectionsMarshal.AsSpan(_tensors);

    internal void Fill(ReadOnlySpan<int> indices, int epoch, int index)
    {
        foreach (var side in _sides) side.Fill(indices, epoch, _used);
        Index = index;
    }

    /// <summary>Whoever used it has queued all work on it: it may be filled again.</summary>
    internal void GiveBack() => _used?.Set();

    internal void Release()
    {
        foreach (var side in _sides) side.Release();
        _used?.Dispose();
    }

    private abstract class Side
    {
        public abstract void Fill(ReadOnlySpan<int> indices, int epoch, IDeviceMark? used);

        public abstract void Release();
    }

    /// <summary>
    /// An input or a target. It is read in host memory; where the network wants another type or device, it is copied over.
    /// </summary>
    private sealed class Side<TTensor> : Side where TTensor : Tensor
    {
        private readonly Examples<TTensor> _examples;
        private readonly TTensor _host;

        public Side(Examples<TTensor> examples, int count, ElementType elementType, Device device)
        {
            _examples = examples;
            _host = examples.CreateBatch(count);
            bool asRead = device == Device.Cpu && (elementType == ElementType.Float32 || _host.ElementType == ElementType.Int64);
            if (device.Kind == DeviceKind.Cuda) _host.TryPin();
            Batch = asRead ? _host : examples.CreateBatch(count, elementType, device);
        }

        public TTensor Batch { get; }

        public override void Fill(ReadOnlySpan<int> indices, int epoch, IDeviceMark? used)
        {
            _examples.Read(indices, epoch, _host);
            if (ReferenceEquals(Batch, _host)) return;
            // The GPU may still be at work on what is there.
            used?.Wait();
            Batch.Dispatcher.Aten.CopyInPlace(Batch.Handle, _host.Handle);
        }

        public override void Release()
        {
            _host.Dispose();
            Batch.Dispose();
        }
    }
}

/// <summary>Some inputs at once.</summary>
/// <typeparam name="TInput">The shape of an input.</typeparam>
public sealed class Batch<TInput> : Batch where TInput : IShape
{
    internal Batch(Examples<Tensor<TInput>> inputs, int count, ElementType elementType, Device device) : base(count, elementType, device) => Input = Add(inputs);

    /// <summary>The inputs, [N, ...].</summary>
    public Tensor<TInput> Input { get; }
}

/// <summary>Some inputs at once, and their targets.</summary>
/// <typeparam name="TInput">The shape of an input.</typeparam>
/// <typeparam name="TTarget">The tensor of the targets.</typeparam>
public sealed class Batch<TInput, TTarget> : Batch where TInput : IShape where TTarget : Tensor
{
    internal Batch(Dataset<TInput, TTarget> data, int count, ElementType elementType, Device device) : base(count, elementType, device) =>
        (Input, Target) = (Add(data.Inputs), Add(data.Targets));

    /// <summary>The inputs, [N, ...].</summary>
    public Tensor<TInput> Input { get; }

    /// <summary>The targets, [N] or [N, ...].</summary>
    public TTarget Target { get; }
}
