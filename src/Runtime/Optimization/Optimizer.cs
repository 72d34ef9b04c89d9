namespace ModelDsl.Runtime;

/// <summary>
/// Changes parameters along their gradients. It keeps its own numbers per parameter (<see cref="State"/>), so use one optimiser per network
/// and training. Disposing frees that state.
/// </summary>
public abstract partial class Optimizer : IDisposable
{
    /// <param name="learningRate">How far one update goes.</param>
    /// <param name="countsUpdates">Whether the number of a parameter's updates is part of the state.</param>
    /// <param name="roles">What it keeps per parameter: tensors of the parameter's sizes, which start at zero, by name.</param>
    /// <exception cref="ArgumentOutOfRangeException">The learning rate is negative or not finite.</exception>
    protected Optimizer(double learningRate, bool countsUpdates, params ReadOnlySpan<string> roles)
    {
        LearningRate = learningRate;
        _countsUpdates = countsUpdates;
        _roles = roles.ToArray();
    }

    /// <summary>How far one update goes; may change between updates.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative or not finite.</exception>
    public double LearningRate
    {
        get;
        set => field = NotNegative(value, nameof(LearningRate));
    }

    /// <summary>Updates every parameter that has a gradient and is not frozen; the gradients stay (see <see cref="Network.ZeroGradients"/>).</summary>
    public void Step(IEnumerable<Parameter> parameters)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        foreach (var parameter in parameters)
        {
            if (parameter.IsFrozen || parameter.Gradient is not { } gradient) continue;
            Update(parameter, gradient.Handle);
            GC.KeepAlive(gradient);
        }

        GC.KeepAlive(this);
    }

    /// <summary>Updates one parameter in place. The gradient's handle is borrowed and must be left as it is.</summary>
    protected internal abstract void Update(Parameter parameter, nint gradient);

    /// <summary>Frees the state.</summary>
    public void Dispose()
    {
        ClearState();
        Free();
        GC.SuppressFinalize(this);
    }

    /// <summary>Frees what is kept besides the state.</summary>
    private protected virtual void Free()
    {
    }

    private protected static double NotNegative(double value, string name) => value >= 0 && double.IsFinite(value)
        ? value
        : throw new ArgumentOutOfRangeException(name, value, "It must be a number of at least 0.");

    private protected static double Positive(double value, string name) => value > 0 && double.IsFinite(value)
        ? value
        : throw new ArgumentOutOfRangeException(name, value, "It must be a positive number.");

    private protected static double Fraction(double value, string name) => value is >= 0 and < 1
        ? value
        : throw new ArgumentOutOfRangeException(name, value, "It must be at least 0 and below 1.");

    /// <summary>
    /// Whether <see cref="Update"/> copes with a gradient that lies packed, as a convolution's backward pass makes it.
    /// </summary>
    internal virtual bool TakesPacked => false;

    /// <summary>Whether <see cref="UpdateAll"/> updates many parameters by a few operators, which is what a GPU is given then.</summary>
    internal virtual bool TakesMany => false;

    /// <summary>Updates each parameter by the gradient of the same place, as <see cref="Update"/> does.</summary>
    internal virtual void UpdateAll(IReadOnlyList<Parameter> parameters, ReadOnlySpan<nint> gradients)
    {
        for (int i = 0; i < parameters.Count; i++) Update(parameters[i], gradients[i]);
    }
}
