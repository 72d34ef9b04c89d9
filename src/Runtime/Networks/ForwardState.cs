using System.ComponentModel;

namespace ModelDsl.Runtime;

/// <summary>
/// What a network's <c>Forward</c> leaves for its <c>Backward</c>: the activations, and the outputs. <c>Backward</c> uses the activations up;
/// without it, <see cref="Dispose"/> releases them.
/// </summary>
public abstract class ForwardState : IDisposable
{
    private readonly Tensor[] _outputs;
    private Step? _step;
    private bool _disposed;

    /// <param name="step">The pass that made the activations, detached; it is the state's from here on.</param>
    /// <param name="outputs">The network's outputs; the state's as well.</param>
    protected ForwardState(Step step, params Tensor[] outputs)
    {
        ArgumentNullException.ThrowIfNull(step);
        foreach (var output in outputs) ArgumentNullException.ThrowIfNull(output);
        step.Adopt();
        _step = step;
        _outputs = outputs;
    }

    /// <summary>A state nobody disposed: a safety net as for tensors, counted in <see cref="Tensor.Finalized"/>.</summary>
    ~ForwardState()
    {
        if (_step is null) return;
        _step.Network.Dispatcher.CountFinalized();
        ReleaseActivations();
    }

    /// <summary>Continues the pass, once; for generated code.</summary>
    /// <exception cref="InvalidOperationException"><c>Backward</c> has used these activations already.</exception>
    /// <exception cref="ObjectDisposedException">The state is disposed.</exception>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public Step Resume()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        var step = Interlocked.Exchange(ref _step, null)
            ?? throw new InvalidOperationException("Backward has used these activations already; run Forward again.");
        step.Resume();
        return step;
    }

    /// <summary>Releases the outputs and the activations that are left.</summary>
    public void Dispose()
    {
        _disposed = true;
        ReleaseActivations();
        foreach (var output in _outputs) output.Dispose();
        GC.SuppressFinalize(this);
    }

    private void ReleaseActivations()
    {
        if (Interlocked.Exchange(ref _step, null) is not { } step) return;
        step.Resume();
        step.Dispose();
    }
}

/// <summary>The same of a network with one output.</summary>
/// <param name="step">The pass that made the activations, detached; it is the state's from here on.</param>
/// <param name="output">The network's output; the state's as well.</param>
public abstract class ForwardState<TOutput>(Step step, Tensor<TOutput> output) : ForwardState(step, output)
    where TOutput : IShape
{
    /// <summary>The network's output; disposed with this state.</summary>
    public Tensor<TOutput> Output { get; } = output;
}
