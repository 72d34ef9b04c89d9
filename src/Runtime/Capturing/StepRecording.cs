namespace ModelDsl.Runtime.Capturing;

/// <summary>
/// Stands in for the optimiser in a step that is captured: keeps the gradients, which every launch computes anew in the same place, and the loss; and has the step read
/// copies of what it is given, which stay where they are while batches come and go.
/// </summary>
internal sealed class StepRecording : Optimizer
{
    private readonly Network _network;
    private readonly Tensor[] _given;
    private readonly Tensor[] _copies;
    private readonly int _thread = Environment.CurrentManagedThreadId;
    private readonly List<Parameter> _parameters = [];
    private readonly List<Tensor> _gradients = [];
    private Tensor? _loss;

    public StepRecording(Network network, ReadOnlySpan<Tensor> given) : base(learningRate: 1, countsUpdates: false)
    {
        _network = network;
        _given = given.ToArray();
        _copies = [.. _given.Select(tensor => new Tensor(tensor.Dispatcher, tensor.Dispatcher.Aten.Clone(tensor.Handle)))];
    }

    /// <summary>Whether this thread's passes are recorded.</summary>
    internal bool IsOfThisThread => _thread == Environment.CurrentManagedThreadId;

    /// <summary>All at the end of the step, so that nothing is recorded before it is whole.</summary>
    internal override bool TakesMany => true;

    /// <summary>The loss that the last launch computed; waits for it.</summary>
    public float Loss => (float)_loss!.Item();

    /// <summary>Runs the step in which everything is recorded, and forgets what was recorded before.</summary>
    /// <exception cref="ArgumentException">It is no single training step of the network.</exception>
    public void Record(Func<Optimizer, float> step)
    {
        Forget();
        if (_network.Recording is not null) throw new InvalidOperationException($"A step of {_network.Name} is being captured already.");
        _network.Recording = this;
        try
        {
            step(this);
        }
        finally
        {
            _network.Recording = null;
        }

        if (_loss is null) throw new ArgumentException($"What was given as a step is no training step of {_network.Name}.", nameof(step));
    }

    /// <summary>Gives the step what it will work on when it is launched.</summary>
    public void Take(ReadOnlySpan<Tensor> given)
    {
        for (int i = 0; i < _copies.Length; i++)
        {
            _copies[i].Dispatcher.Aten.CopyInPlace(_copies[i].Handle, given[i].Handle);
            GC.KeepAlive(given[i]);
        }
    }

    /// <summary>Has the optimiser update the parameters by what the last launch computed.</summary>
    public void Apply(Optimizer optimizer)
    {
        // All may be frozen but what keeps statistics.
        if (_parameters.Count == 0) return;
        Span<nint> gradients = _gradients.Count <= 512 ? stackalloc nint[_gradients.Count] : new nint[_gradients.Count];
        for (int i = 0; i < gradients.Length; i++) gradients[i] = _gradients[i].Handle;
        optimizer.UpdateAll(_parameters, gradients);
        GC.KeepAlive(optimizer);
        GC.KeepAlive(this);
    }

    /// <summary>The copy that the recorded step reads in the tensor's place.</summary>
    /// <exception cref="ArgumentException">There is none: a launch would read what may be something else by then.</exception>
    internal Tensor CopyOf(Tensor tensor)
    {
        int place = Array.IndexOf(_given, tensor);
        if (place >= 0) return _copies[place];
        throw new ArgumentException($"The step of {_network.Name} reads a tensor that was not given together with it.");
    }

    /// <summary>Takes over the handle of the step's loss.</summary>
    internal void Keep(nint loss)
    {
        var kept = new Tensor(_network.Dispatcher, loss);
        if (_loss is not null)
        {
            kept.Dispose();
            throw new ArgumentException($"What was given as a step is more than one training step of {_network.Name}.");
        }

        _loss = kept;
    }

    /// <inheritdoc/>
    protected internal override void Update(Parameter parameter, nint gradient)
    {
        var dispatcher = parameter.Value.Dispatcher;
        _parameters.Add(parameter);
        _gradients.Add(new Tensor(dispatcher, dispatcher.Retain(gradient)));
    }

    /// <inheritdoc/>
    private protected override void Free()
    {
        foreach (var tensor in _copies) tensor.Dispose();
        Forget();
    }

    private void Forget()
    {
        foreach (var gradient in _gradients) gradient.Dispose();
        _gradients.Clear();
        _parameters.Clear();
        _loss?.Dispose();
        _loss = null;
    }
}
