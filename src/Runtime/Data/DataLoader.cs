namespace ModelDsl.Runtime.Data;

/// <summary>
/// Makes batches of a data set, epoch by epoch, a few ahead of their use on threads of its own. The tensors of the batches are made once
/// and filled again and again; an epoch allocates its threads and nothing per batch.
/// </summary>
/// <typeparam name="TBatch">What holds some of the examples at once.</typeparam>
public class DataLoader<TBatch> : IDisposable where TBatch : Batch
{
    /// <summary>One batch in use and one ready, besides one being filled by each thread.</summary>
    private const int InUseAndReady = 2;

    private readonly ExampleOrder _order;
    private readonly TBatch[] _ring;
    private readonly TBatch? _last;
    private Epoch<TBatch>? _running;
    private bool _disposed;

    /// <param name="data">The examples.</param>
    /// <param name="batchSize">Examples in a batch; the last batch of an epoch has what is left.</param>
    /// <param name="seed">The seed that, with the number of the epoch, decides the order; null leaves the examples in their order.</param>
    /// <param name="dropLast">Leaves out a last batch that would be smaller.</param>
    /// <param name="limit">The most examples in an epoch: with a seed a random sample of them, the first ones otherwise.</param>
    /// <param name="elementType">The type of the inputs' numbers, as the network has it.</param>
    /// <param name="device">Where the network is.</param>
    /// <param name="threads">How many batches are made at once; when not given, as the data set says. The batches are the same.</param>
    /// <exception cref="ArgumentException">
    /// The batch size, the limit or the number of threads is below 1, or with <paramref name="dropLast"/> there is no whole batch.
    /// </exception>
    public DataLoader(IDataset<TBatch> data, int batchSize, int? seed = null, bool dropLast = false, int limit = int.MaxValue,
        ElementType elementType = ElementType.Float32, Device device = default, int? threads = null)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentOutOfRangeException.ThrowIfLessThan(batchSize, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        Threads = threads ?? data.LoaderThreads;
        ArgumentOutOfRangeException.ThrowIfLessThan(Threads, 1, nameof(threads));
        int count = Math.Min(data.Count, limit);
        int whole = count / batchSize;
        int rest = dropLast ? 0 : count % batchSize;
        if (whole == 0 && rest == 0)
            throw new ArgumentException($"{count} examples do not fill a batch of {batchSize}.", nameof(batchSize));
        _order = new ExampleOrder(data.Count, seed);
        _ring = new TBatch[Math.Min(Threads + InUseAndReady, whole)];
        for (int i = 0; i < _ring.Length; i++) _ring[i] = data.CreateBatch(batchSize, elementType, device);
        _last = rest == 0 ? null : data.CreateBatch(rest, elementType, device);
        Device = device;
        BatchSize = batchSize;
        BatchCount = whole + (rest == 0 ? 0 : 1);
        ExampleCount = whole * batchSize + rest;
    }

    /// <summary>Examples in a batch; the last batch of an epoch may have fewer.</summary>
    public int BatchSize { get; }

    /// <summary>Batches in an epoch.</summary>
    public int BatchCount { get; }

    /// <summary>Examples in an epoch.</summary>
    public int ExampleCount { get; }

    /// <summary>The number of threads that make batches.</summary>
    public int Threads { get; }

    /// <summary>
    /// The batches of an epoch, to be gone through once with <c>foreach</c>. Each is valid until the next is asked for. An exception
    /// met while a batch is made is thrown where that batch would have come.
    /// </summary>
    /// <param name="epoch">The number of the epoch: the same number gives the same order.</param>
    /// <param name="cancellation">Ends the loop with an <see cref="OperationCanceledException"/>.</param>
    /// <param name="first">The batch to begin with: those before it are left out.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such batch, and there are not so many.</exception>
    /// <exception cref="InvalidOperationException">The loop over another epoch of this loader has not ended.</exception>
    public Epoch<TBatch> Epoch(int epoch, CancellationToken cancellation = default, int first = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(first);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(first, BatchCount);
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (_running is { IsOver: false })
            throw new InvalidOperationException("This loader's last epoch has not ended: dispose of it, or use a second loader.");
        return _running = new Epoch<TBatch>(this, epoch, _order.Of(epoch), first, cancellation);
    }

    /// <summary>Ends an epoch under way and releases the batches.</summary>
    public void Dispose()
    {
        if (_disposed) return;
        _disposed = true;
        _running?.Dispose();
        foreach (var batch in _ring) batch.Release();
        _last?.Release();
        GC.SuppressFinalize(this);
    }

    /// <summary>Where the batches live.</summary>
    internal Device Device { get; }

    /// <summary>A batch may be filled while the batch in use is at most this many before it.</summary>
    internal int Ahead => Math.Max(1, _ring.Length);

    /// <summary>The number of places where batches live.</summary>
    internal int PlaceCount => _ring.Length + 1;

    /// <summary>The place where batch <paramref name="index"/> of an epoch lives.</summary>
    internal int PlaceOf(int index) => _last is not null && index == BatchCount - 1 ? _ring.Length : index % _ring.Length;

    /// <summary>The batch that lives where batch <paramref name="index"/> of an epoch does.</summary>
    internal TBatch At(int index) => PlaceOf(index) is var place && place == _ring.Length ? _last! : _ring[place];

    internal void Fill(int index, int epoch, ReadOnlySpan<int> order)
    {
        var batch = At(index);
        batch.Fill(order.Slice(index * BatchSize, batch.Count), epoch, index);
    }
}

/// <summary>Makes batches of inputs and their targets.</summary>
/// <typeparam name="TInput">The shape of an input.</typeparam>
/// <typeparam name="TTarget">The tensor of the targets.</typeparam>
/// <inheritdoc cref="DataLoader{TBatch}(IDataset{TBatch}, int, int?, bool, int, ElementType, Device, int?)"/>
public sealed class DataLoader<TInput, TTarget>(Dataset<TInput, TTarget> data, int batchSize, int? seed = null, bool dropLast = false, int limit = int.MaxValue,
    ElementType elementType = ElementType.Float32, Device device = default, int? threads = null)
    : DataLoader<Batch<TInput, TTarget>>(data, batchSize, seed, dropLast, limit, elementType, device, threads)
    where TInput : IShape where TTarget : Tensor;
