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

    // The gradients came many at once, and so the other optimiser is given them.
    private bool _hasMany;

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

    /// <inheritdoc/>
    internal override bool TakesMany => _inner.TakesMany;

    /// <summary>What comes from now on is of a further batch: at <see cref="Apply"/> the gradients are the mean over the batches.</summary>
    public void NextBatch() => _batches++;

    /// <summary>Clips the gradients held, updates their parameters and forgets them.</summary>
    public void Apply()
    {
        try
        {
            if (_batches > 1) Scale(1.0 / _batches);
            if (MaxValue is { } most)
            {
                foreach (var gradient in _gradients.Values) gradient.Dispatcher.Aten.ClampInPlace(gradient.Handle, -most, most);
            }

            if (MaxNorm is { } norm)
            {
                LastNorm = Norm();
                // As PyTorch's clip_grad_norm_; a norm that is no number stops nobody from seeing it.
                double scale = norm / (LastNorm + 1e-6);
                if (scale < 1) Scale(scale);
            }

            UpdateInner();
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
        (_batches, _hasMany) = (1, false);
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
    internal override void UpdateAll(IReadOnlyList<Parameter> parameters, ReadOnlySpan<nint> gradients)
    {
        _hasMany = true;
        base.UpdateAll(parameters, gradients);
    }

    /// <inheritdoc/>
    private protected override void Free() => Forget();

    private void UpdateInner()
    {
        Parameter[] learning = [.. _order.Where(parameter => !parameter.IsFrozen)];
        if (_hasMany && learning.Length > 0)
        {
            _inner.UpdateAll(learning, Handles(learning));
            return;
        }

        foreach (var parameter in learning) _inner.Update(parameter, _gradients[parameter].Handle);
    }

    private void Scale(double factor)
    {
        if (_order.Count == 0) return;
        var aten = _order[0].Value.Dispatcher.Aten;
        if (aten.HasForeach)
        {
            aten.ForeachMulScalarInPlace(Handles(_order), factor);
            return;
        }

        foreach (nint gradient in Handles(_order)) aten.MulScalarInPlace(gradient, factor);
    }

    /// <summary>Of all gradients together. They are read at once, for each reading waits for a GPU.</summary>
    private double Norm()
    {
        if (_order.Count == 0) return 0;
        var dispatcher = _order[0].Value.Dispatcher;
        var norms = new nint[_order.Count];
        try
        {
            for (int i = 0; i < norms.Length; i++) norms[i] = NormOf(dispatcher.Aten, _gradients[_order[i]].Handle);
            using var all = new Tensor(dispatcher, dispatcher.Aten.Cat(norms));
            using var wide = all.To(ElementType.Float64);
            return Math.Sqrt(wide.ToArray<double>().Sum(norm => norm * norm));
        }
        finally
        {
            foreach (nint norm in norms) dispatcher.Release(norm);
        }
    }

    private static nint NormOf(Interop.Aten aten, nint gradient)
    {
        nint norm = aten.Norm(gradient, []);
        try
        {
            return aten.Reshape(norm, [1]);
        }
        finally
        {
            aten.Release(norm);
        }
    }

    private nint[] Handles(IEnumerable<Parameter> parameters) => [.. parameters.Select(parameter => _gradients[parameter].Handle)];
}
