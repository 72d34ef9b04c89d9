namespace ModelDsl.Runtime;

/// <summary>
/// Holds gradients back until <see cref="Apply"/>, which may clip them, and then has another optimiser update the parameters: for limits that all gradients together decide, and
/// for the gradients of several batches in one update. Give it to <c>TrainStep</c> in the other's place.
/// </summary>
public sealed class DeferredOptimizer : Optimizer
{
    private readonly Optimizer _inner;
    private readonly List<Parameter> _order = [];
    private readonly Dictionary<Parameter, Tensor> _gradients = [];
    private int _batches = 1;

    /// <param name="inner">What updates the parameters. It stays the caller's.</param>
    public DeferredOptimizer(Optimizer inner) : base(1, countsUpdates: false)
    {
        ArgumentNullException.ThrowIfNull(inner);
        _inner = inner;
    }

    /// <summary>
    /// The largest Euclidean norm of all gradients together (Pascanu, Mikolov &amp; Bengio 2013): longer ones are scaled to it, which keeps their direction. Null for none.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not a positive number.</exception>
    public double? MaxNorm
    {
        get;
        set => field = value is { } norm ? Positive(norm, nameof(MaxNorm)) : null;
    }

    /// <summary>The largest magnitude of any number in a gradient; larger ones are cut to it, before the norm is taken. Null for none.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not a positive number.</exception>
    public double? MaxValue
    {
        get;
        set => field = value is { } most ? Positive(most, nameof(MaxValue)) : null;
    }

    /// <summary>The norm of all gradients at the last <see cref="Apply"/>, before it was limited; NaN where there was no limit to find it for.</summary>
    public double LastNorm { get; private set; } = double.NaN;

    /// <inheritdoc/>
    internal override bool TakesPacked => _inner.TakesPacked;

    /// <summary>What comes from now on is of a further batch: at <see cref="Apply"/> the gradients are the mean over the batches.</summary>
    public void NextBatch() => _batches++;

    /// <summary>Clips the gradients held, updates their parameters and forgets them.</summary>
    public void Apply()
    {
        try
        {
            if (_batches > 1) ForEach((aten, gradient) => aten.MulScalar(gradient, 1.0 / _batches));
            if (MaxValue is { } most) ForEach((aten, gradient) => Clamped(aten, gradient, most));
            if (MaxNorm is { } norm)
            {
                LastNorm = Math.Sqrt(_order.Sum(SquaredNorm));
                // As PyTorch's clip_grad_norm_; a norm that is no number stops nobody from seeing it.
                double scale = norm / (LastNorm + 1e-6);
                if (scale < 1) ForEach((aten, gradient) => aten.MulScalar(gradient, scale));
            }

            foreach (var parameter in _order.Where(parameter => !parameter.IsFrozen)) _inner.Update(parameter, _gradients[parameter].Handle);
        }
        finally
        {
            GC.KeepAlive(_inner);
            Forget();
        }
    }

    /// <summary>Forgets the gradients held.</summary>
    public void Forget()
    {
        foreach (var gradient in _gradients.Values) gradient.Dispose();
        _gradients.Clear();
        _order.Clear();
        _batches = 1;
    }

    /// <inheritdoc/>
    protected internal override void Update(Parameter parameter, nint gradient)
    {
        var dispatcher = parameter.Value.Dispatcher;
        if (!_gradients.TryGetValue(parameter, out var held))
        {
            // A copy: its memory may be another value's of the pass too, and be written to later.
            _gradients.Add(parameter, new Tensor(dispatcher, dispatcher.Aten.Clone(gradient)));
            _order.Add(parameter);
            return;
        }

        _gradients[parameter] = new Tensor(dispatcher, dispatcher.Aten.Add(held.Handle, gradient));
        held.Dispose();
    }

    /// <inheritdoc/>
    private protected override void Free() => Forget();

    private static nint Clamped(Interop.Aten aten, nint gradient, double most)
    {
        nint clamped = aten.Clone(gradient);
        aten.ClampInPlace(clamped, -most, most);
        return clamped;
    }

    private void ForEach(Func<Interop.Aten, nint, nint> change)
    {
        foreach (var parameter in _order)
        {
            var before = _gradients[parameter];
            _gradients[parameter] = new Tensor(before.Dispatcher, change(before.Dispatcher.Aten, before.Handle));
            before.Dispose();
        }
    }

    private double SquaredNorm(Parameter parameter)
    {
        var gradient = _gradients[parameter];
        using var norm = new Tensor(gradient.Dispatcher, gradient.Dispatcher.Aten.Norm(gradient.Handle, []));
        return Math.Pow(norm.Item(), 2);
    }
}
