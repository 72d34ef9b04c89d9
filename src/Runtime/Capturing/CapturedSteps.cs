namespace ModelDsl.Runtime.Capturing;

/// <summary>
/// Training steps of one network as CUDA graphs: what a step has the GPU do up to the gradients is captured once and then launched as a whole, in place of some
/// hundred operations queued one by one, which is what a step of a small network on a large GPU waits for. The updates follow one by one, so that learning rate,
/// momentum and clipping may change from step to step.
/// </summary>
/// <remarks>
/// The first step with batches of some sizes runs as always, the second is captured. Where a step cannot be captured, <see cref="Reason"/> says why, and all run as always:
/// the same numbers in any case. A captured step holds its memory until it goes.
/// </remarks>
public sealed class CapturedSteps : IDisposable
{
    // Whole batches, and the last one of an epoch.
    private const int Most = 2;

    private readonly Network _network;
    private readonly Func<IStepGraph> _newGraph;
    private readonly List<Entry> _entries = [];
    private bool _isDisposed;

    /// <param name="network">Whose steps. It stays the caller's, and outlives this.</param>
    public CapturedSteps(Network network) : this(network, () => network.Dispatcher.NewGraph(network.Device, network.Random)) =>
        Reason = network.Device.Kind == DeviceKind.Cuda ? null : $"{network.Name} is on {network.Device}; only a GPU launches graphs.";

    internal CapturedSteps(Network network, Func<IStepGraph> newGraph)
    {
        ArgumentNullException.ThrowIfNull(network);
        (_network, _newGraph) = (network, newGraph);
    }

    /// <summary>Why steps run one operation after the other; null where nothing is in the way.</summary>
    public string? Reason { get; private set; }

    /// <summary>How many steps were launched as a graph.</summary>
    public long Launches { get; private set; }

    /// <summary>A training step: <c>steps.TrainStep(o => net.TrainStep(images, labels, o), sgd, images, labels)</c>.</summary>
    /// <param name="step">A single training step of the network with the optimiser that it is given; it does nothing besides.</param>
    /// <param name="optimizer">What updates the parameters.</param>
    /// <param name="given">All tensors that the step reads from outside.</param>
    /// <returns>The loss, or NaN where the network does not read it.</returns>
    /// <exception cref="ArgumentException">The step is something else, or reads another tensor.</exception>
    public float TrainStep(Func<Optimizer, float> step, Optimizer optimizer, params ReadOnlySpan<Tensor> given)
    {
        ArgumentNullException.ThrowIfNull(step);
        ArgumentNullException.ThrowIfNull(optimizer);
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        if (Reason is not null || _network.ReadsLossParts || _network.Observation is not null) return step(optimizer);
        // The first step makes what libtorch makes once: handles, and cuDNN's choices.
        if (Find(given) is not { } entry)
        {
            Add(given);
            return step(optimizer);
        }

        if (entry.Recording is null && !TryCapture(entry, step, given)) return step(optimizer);
        entry.Recording!.Take(given);
        entry.Graph!.Launch();
        Launches++;
        // The launch has moved running statistics.
        foreach (var buffer in _network.Buffers) _ = buffer.Handle;
        entry.Recording.Apply(optimizer);
        return _network.ReadsLoss ? entry.Recording.Loss : float.NaN;
    }

    /// <summary>Forgets the graphs and frees their memory.</summary>
    public void Dispose()
    {
        _isDisposed = true;
        Forget();
    }

    private void Forget()
    {
        foreach (var entry in _entries) entry.Dispose();
        _entries.Clear();
    }

    private Entry? Find(ReadOnlySpan<Tensor> given)
    {
        foreach (var entry in _entries)
        {
            if (entry.Conditions.Hold(_network, given)) return entry;
        }

        return null;
    }

    private void Add(ReadOnlySpan<Tensor> given)
    {
        if (_entries.Count == Most)
        {
            _entries[0].Dispose();
            _entries.RemoveAt(0);
        }

        _entries.Add(new Entry(new StepConditions(_network, given)));
    }

    private bool TryCapture(Entry entry, Func<Optimizer, float> step, ReadOnlySpan<Tensor> given)
    {
        IStepGraph? graph = null;
        var recording = new StepRecording(_network, given);
        try
        {
            graph = _newGraph();
            graph.Capture(() => recording.Record(step));
            (entry.Graph, entry.Recording) = (graph, recording);
            return true;
        }
        catch (Exception e)
        {
            recording.Dispose();
            graph?.Dispose();
            if (e is not (LibTorchException or LayerException)) throw;
            Reason = e.Message;
            // No step is launched from here on, and those that are not may need the memory.
            Forget();
            return false;
        }
    }

    private sealed class Entry(StepConditions conditions) : IDisposable
    {
        public StepConditions Conditions => conditions;

        public IStepGraph? Graph { get; set; }

        public StepRecording? Recording { get; set; }

        public void Dispose()
        {
            Recording?.Dispose();
            Graph?.Dispose();
        }
    }
}
