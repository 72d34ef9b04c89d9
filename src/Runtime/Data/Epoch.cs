using System.Collections;
using System.Runtime.ExceptionServices;
using ModelDsl.Runtime.Interop;

namespace ModelDsl.Runtime.Data;

/// <summary>
/// One pass over a loader's batches. Filling happens on threads of its own that run at most a ring of batches ahead, each with a batch at
/// a time, the next that nobody has begun; all threads meet under one lock, three times a batch.
/// </summary>
/// <typeparam name="TBatch">What holds some of the examples at once.</typeparam>
public sealed class Epoch<TBatch> : IEnumerable<TBatch>, IEnumerator<TBatch> where TBatch : Batch
{
    private readonly DataLoader<TBatch> _loader;
    private readonly int _number;
    private readonly ReadOnlyMemory<int> _order;
    private readonly CancellationToken _cancellation;
    private readonly CancellationTokenRegistration _registration;
    private readonly object _gate = new();
    private readonly Thread[] _workers;
    private readonly int[] _filled;     // which batch each place of the loader holds
    private readonly int _first;        // the batch to begin with
    private int _next;                  // the first batch that no thread has begun
    private int _current;               // the batch in use; those before it may be filled again
    private bool _stopped;
    private int _failed = int.MaxValue; // the first batch that could not be made
    private ExceptionDispatchInfo? _failure;

    internal Epoch(DataLoader<TBatch> loader, int number, ReadOnlyMemory<int> order, int first, CancellationToken cancellation)
    {
        (_first, _next, _current) = (first, first, first - 1);
        _loader = loader;
        _number = number;
        _order = order;
        _cancellation = cancellation;
        _filled = new int[loader.PlaceCount];
        Array.Fill(_filled, -1);
        _registration = cancellation.UnsafeRegister(static epoch => ((Epoch<TBatch>)epoch!).Wake(), this);
        _workers = new Thread[Math.Min(loader.Threads, loader.BatchCount)];
        for (int i = 0; i < _workers.Length; i++)
        {
            _workers[i] = new Thread(Work) { IsBackground = true, Name = "data loader" };
            _workers[i].Start();
        }
    }

    /// <summary>The batch in use.</summary>
    public TBatch Current => _loader.At(_current);

    object IEnumerator.Current => Current;

    internal bool IsOver { get; private set; }

    /// <summary>Gives the batch in use back and waits for the next one. False after the last.</summary>
    /// <exception cref="OperationCanceledException">Cancellation was asked for.</exception>
    public bool MoveNext()
    {
        ObjectDisposedException.ThrowIf(IsOver, this);
        GiveBack();
        lock (_gate)
        {
            if (_current < _loader.BatchCount) _current++;
            Monitor.PulseAll(_gate);
            if (_current == _loader.BatchCount) return false;
            while (!IsFilled(_current) && _failed > _current && !_cancellation.IsCancellationRequested) Monitor.Wait(_gate);
            _cancellation.ThrowIfCancellationRequested();
            if (!IsFilled(_current)) _failure!.Throw();
            return true;
        }
    }

    /// <summary>Ends the epoch, early or not, and waits for its threads to end.</summary>
    public void Dispose()
    {
        if (IsOver) return;
        lock (_gate)
        {
            _stopped = true;
            Monitor.PulseAll(_gate);
        }

        _registration.Dispose();
        foreach (var worker in _workers) worker.Join();
        IsOver = true;
        GiveBack();
    }

    /// <summary>The batches; a pass cannot be repeated.</summary>
    public Epoch<TBatch> GetEnumerator() => this;

    IEnumerator<TBatch> IEnumerable<TBatch>.GetEnumerator() => this;

    IEnumerator IEnumerable.GetEnumerator() => this;

    void IEnumerator.Reset() => throw new NotSupportedException("An epoch is gone through once.");

    /// <summary>The batch in use, if there is one.</summary>
    private void GiveBack()
    {
        if (_current >= _first && _current < _loader.BatchCount) _loader.At(_current).GiveBack();
    }

    private void Work()
    {
        try
        {
            // A GPU takes batches over beside its other work.
            Dispatcher.Default.UseOwnStream(_loader.Device);
        }
        catch (LibTorchException e)
        {
            Fail(_first, e);
            return;
        }

        while (Begin() is { } index)
        {
            try
            {
                _loader.Fill(index, _number, _order.Span);
                lock (_gate)
                {
                    _filled[_loader.PlaceOf(index)] = index;
                    Monitor.PulseAll(_gate);
                }
            }
            catch (Exception e)
            {
                Fail(index, e);
            }
        }
    }

    /// <summary>
    /// Takes the next batch, and waits until the one that last lived where it will is no longer in use. Null when there is none, or the
    /// epoch was ended, or a batch before it could not be made.
    /// </summary>
    private int? Begin()
    {
        lock (_gate)
        {
            if (_next == _loader.BatchCount || _failure is not null) return null;
            int index = _next++;
            while (!_stopped && index - _loader.Ahead >= Math.Max(_first, _current)) Monitor.Wait(_gate);
            return _stopped ? null : index;
        }
    }

    private void Fail(int index, Exception exception)
    {
        lock (_gate)
        {
            if (index < _failed) (_failed, _failure) = (index, ExceptionDispatchInfo.Capture(exception));
            Monitor.PulseAll(_gate);
        }
    }

    private bool IsFilled(int index) => _filled[_loader.PlaceOf(index)] == index;

    private void Wake()
    {
        lock (_gate) Monitor.PulseAll(_gate);
    }
}
