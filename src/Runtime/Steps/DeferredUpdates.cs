using System.Runtime.InteropServices;

namespace ModelDsl.Runtime;

// On a GPU the parameters are updated at the end of the step, all at once: a few operators over lists of tensors in place of a few for each.
public sealed partial class Step
{
    private readonly List<Parameter> _dueParameters = [];
    private readonly List<nint> _dueGradients = [];
    private Optimizer? _dueOptimizer;

    /// <summary>Keeps the gradient, which is the step's no more, for <see cref="ApplyUpdates"/>.</summary>
    private void Defer(Optimizer optimizer, Parameter parameter, Value gradient)
    {
        if (!ReferenceEquals(_dueOptimizer, optimizer)) ApplyUpdates();
        _dueOptimizer = optimizer;
        _dueGradients.Add(TakeOrCopy(gradient));
        _dueParameters.Add(parameter);
    }

    private void ApplyUpdates()
    {
        if (_dueOptimizer is null) return;
        try
        {
            _dueOptimizer.UpdateAll(_dueParameters, CollectionsMarshal.AsSpan(_dueGradients));
            GC.KeepAlive(_dueOptimizer);
        }
        catch (LibTorchException e)
        {
            throw Failure(_dueParameters[0].Layer, e);
        }
        finally
        {
            ForgetUpdates();
        }
    }

    /// <summary>Releases the gradients whose updates are done, or will not be: the step has failed.</summary>
    private void ForgetUpdates()
    {
        foreach (nint gradient in _dueGradients) _dispatcher.Release(gradient);
        _dueGradients.Clear();
        _dueParameters.Clear();
        _dueOptimizer = null;
    }
}
