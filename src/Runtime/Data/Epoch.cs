using System.Collections;
using System.Runtime.ExceptionServices;

namespace ModelDsl.Runtime.Data;

/// <summary>
/// One pass over a loader's batches. Filling happens on a thread of its own that runs at most a ring of batches ahead; the two threads
/// meet under one lock, twice a batch.
/// </summary>
/// <typeparam name="TInput">The shape of an input.</typeparam>
/// <typeparam name="TTarget">The tensor of the targets.</typeparam>
public sealed class Epoch<TInput, TTarget> : IEnumerable<Batch<TInput, TTarget>>, IEnumerator<Batch<TInput, TTarget>>
    where TInput : IShape where TTarget : Tensor
{
    private readonly DataLoader<TInput, TTarget> _loader;
    private readonly ReadOnlyMemory<int> _order;
    private readonly CancellationToken _cancellation;
    private readonly CancellationTokenRegistration _registration;
    private readonly object _gate = new();
    private readonly Thread _worker;
    private readonly int _first;  // the batch to begin with
    private int _filled;          // batches _first .. _filled - 1 have been made
    private int _current;         // the batch in use; those before it may be filled again
    private bool _stopped;
    private ExceptionDispatchInfo? _failure;

    internal Epoch(DataLoader<TInput, TTarget> loader, ReadOnlyMemory<int> order, int first, CancellationToken cancellation)
    {
        (_first, _filled, _current) = (first, first, first - 1);
        _loader = loader;
        _order = order;
        _cancellation = cancellation;
        _registration = cancellation.UnsafeRegister(static epoch => ((Epoch<TInput, TTarget>)epoch!).Wake(), this);
        _worker = new Thread(Work) { IsBackground = true, Name = "data loader" };
        _worker.Start();
    }

    /// <summary>The batch in use.</summary>
    public Batch<TInput, TTarget> Current => _loader.Place(_current);

    object IEnumerator.Current => Current;

    internal bool IsOver { get; private set; }

    /// <summary>Gives the batch in use back and waits for the next one. False after the last.</summary>
    /// <exception cref="OperationCanceledException">Cancellation was asked for.</exception>
    public bool MoveNext()
    {
        ObjectDisposedException.ThrowIf(IsOver, this);
        lock (_gate)
        {
            if (_current < _loader.BatchCount) _current++;
            Monitor.PulseAll(_gate);
            if (_current == _loader.BatchCount) return false;
            while (_filled <= _current && _failure is null && !_cancellation.IsCancellationRequested) Monitor.Wait(_gate);
            _cancellation.ThrowIfCancellationRequested();
            if (_filled <= _current) _failure!.Throw();
            return true;
        }
    }

    /// <summary>Ends the epoch, early or not, and waits for its thread to end.</summary>
    public void Dispose()
    {
        if (IsOver) return;
        lock (_gate)
        {
            _stopped = true;
            Monitor.PulseAll(_gate);
        }

        _registration.Dispose();
        _worker.Join();
        IsOver = true;
    }

    /// <summary>The batches; a pass cannot be repeated.</summary>
    public Epoch<TInput, TTarget> GetEnumerator() => this;

    IEnumerator<Batch<TInput, TTarget>> IEnumerable<Batch<TInput, TTarget>>.GetEnumerator() => this;

    IEnumerator IEnumerable.GetEnumerator() => this;

    void IEnumerator.Reset() => throw new NotSupportedException("An epoch is gone through once.");

    private void Work()
    {
        try
        {
            for (int index = _first; index < _loader.BatchCount && WaitForPlace(index); index++)
            {
                _loader.Fill(index, _order.Span);
                lock (_gate)
                {
                    _filled = index + 1;
                    Monitor.PulseAll(_gate);
                }
            }
        }
        catch (Exception e)
        {
            lock (_gate)
            {
                _failure = ExceptionDispatchInfo.Capture(e);
                Monitor.PulseAll(_gate);
            }
        }
    }

    /// <summary>Waits until the batch that last lived where this one will is no longer in use. False when the epoch was ended.</summary>
    private bool WaitForPlace(int index)
    {
        lock (_gate)
        {
            while (!_stopped && index - _loader.Ahead >= Math.Max(0, _current)) Monitor.Wait(_gate);
            return !_stopped;
        }
    }

    private void Wake()
    {
        lock (_gate) Monitor.PulseAll(_gate);
    }
}
