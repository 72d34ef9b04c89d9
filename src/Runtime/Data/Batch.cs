namespace ModelDsl.Runtime.Data;

/// <summary>
/// Some examples at once. Belongs to the loader that made it, which fills it with others once the next batch is asked for.
/// </summary>
/// <typeparam name="TInput">The shape of an input.</typeparam>
/// <typeparam name="TTarget">The tensor of the targets.</typeparam>
public sealed class Batch<TInput, TTarget> where TInput : IShape where TTarget : Tensor
{
    private readonly Side<Tensor<TInput>> _input;
    private readonly Side<TTarget> _target;

    internal Batch(Dataset<TInput, TTarget> data, int count, ElementType elementType, Device device)
    {
        Count = count;
        _input = new Side<Tensor<TInput>>(data.Inputs, count, elementType, device);
        _target = new Side<TTarget>(data.Targets, count, elementType, device);
    }

    /// <summary>The inputs, [N, ...].</summary>
    public Tensor<TInput> Input => _input.Batch;

    /// <summary>The targets, [N] or [N, ...].</summary>
    public TTarget Target => _target.Batch;

    /// <summary>The number of examples, N.</summary>
    public int Count { get; }

    /// <summary>The number of the batch in its epoch, from 0.</summary>
    public int Index { get; private set; }

    internal void Fill(ReadOnlySpan<int> indices, int epoch, int index)
    {
        _input.Fill(indices, epoch);
        _target.Fill(indices, epoch);
        Index = index;
    }

    internal void Release()
    {
        _input.Release();
        _target.Release();
    }

    /// <summary>
    /// Inputs or targets. They are read in host memory; where the network wants another type or device, they are copied over.
    /// </summary>
    private sealed class Side<TTensor> where TTensor : Tensor
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

        public void Fill(ReadOnlySpan<int> indices, int epoch)
        {
            _examples.Read(indices, epoch, _host);
            if (!ReferenceEquals(Batch, _host)) Batch.Dispatcher.Aten.CopyInPlace(Batch.Handle, _host.Handle);
        }

        public void Release()
        {
            _host.Dispose();
            Batch.Dispose();
        }
    }
}
