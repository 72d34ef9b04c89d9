using System.ComponentModel;

namespace ModelDsl.Runtime;

/// <summary>
/// What a network's <c>Forward</c> leaves for its <c>Backward</c>: the activations, and the output. <c>Backward</c> uses the
/// activations up;
/// without it, <see cref="Dispose"/> releases them.
/// </summary>
public abstract class ForwardState<TOutput> : IDisposable
    where TOutput : IShape
{
    private Step? _step;
    private bool _disposed;

    /// <param name="step">The pass that made the activations, detached; it is the state's from here on.</param>
    /// <param name="output">The network's output; the state's as well.</param>
    protected ForwardState(Step step, Tensor<TOutput> output)
    {
        ArgumentNullException.ThrowIfNull(step);
        ArgumentNullException.ThrowIfNull(output);
        step.Adopt();
        _step = step;
        Output = output;
    }

    /// <summary>A state nobody disposed: a safety net as for tensors, counted in <see cref="Tensor.Finalized"/>.</summary>
    ~ForwardState()
    {
        if (_step is null) return;
        _step.Network.Dispatcher.CountFinalized();
        ReleaseActivations();
    }

    /// <summary>The network's output; disposed with this state.</summary>
    public Tensor<TOutput> Output { get; }

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

    /// <summary>Releases the output and the activations that are left.</summary>
    public void Dispose()
    {
        _disposed = true;
        ReleaseActivations();
        Output.Dispose();
        GC.SuppressFinalize(this);
    }

    private void ReleaseActivations()
    {
        if (Interlocked.Exchange(ref _step, null) is not { } step) return;
        step.Resume();
        step.Dispose();
    }
}
