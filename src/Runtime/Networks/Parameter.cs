namespace ModelDsl.Runtime;

/// <summary>Numbers a network learns. They live as long as the network; writing to <see cref="Value"/> changes the network.</summary>
public sealed class Parameter
{
    private readonly long[] _sizes;

    internal Parameter(string layer, string name, Tensor value, Initialization initialization)
    {
        Layer = layer;
        Name = name;
        Value = value;
        Initialization = initialization;
        _sizes = value.Sizes;
    }

    /// <summary>Layer and role: <c>conv1.weight</c>. The key in checkpoints.</summary>
    public string Name { get; }

    /// <summary>The numbers.</summary>
    public Tensor Value { get; }

    /// <summary>
    /// The sum of the gradients of every <c>Backward</c> since the last <see cref="ZeroGradient"/>; null when there was none.
    /// It belongs to the parameter.
    /// </summary>
    public Tensor? Gradient { get; private set; }

    /// <summary>How many numbers.</summary>
    public long Length => Value.Length;

    public IReadOnlyList<long> Sizes => _sizes;

    /// <summary>The layer's name: <c>conv1</c>.</summary>
    public string Layer { get; }

    /// <summary>Whether it is added, and not multiplied: <c>conv1.bias</c>, <c>lstm1.bias_ih_l0</c>.</summary>
    public bool IsBias => Name.AsSpan(Name.LastIndexOf('.') + 1).Contains("bias", StringComparison.Ordinal);

    /// <summary>
    /// Whether training leaves the numbers as they are: no optimiser updates them, whatever its weight decay or momentum, and no gradient is added up. See
    /// <see cref="Network.Freeze"/>.
    /// </summary>
    public bool IsFrozen { get; set; }

    /// <summary>How the numbers started.</summary>
    public Initialization Initialization { get; }

    /// <summary>What the loss counts of it by its layer's own options.</summary>
    internal (double L1, double L2) Penalty { get; set; }

    /// <summary>The numbers to read from, within a pass.</summary>
    internal nint Handle => Value.PlainToRead;

    internal ReadOnlySpan<long> SizeSpan => _sizes;

    /// <summary>Whether a gradient of these numbers lies packed.</summary>
    internal bool IsPacked(nint gradient) => Value.Dispatcher.Rank(gradient) != _sizes.Length;

    /// <summary>Forgets the gradient and frees its memory.</summary>
    public void ZeroGradient()
    {
        Gradient?.Dispose();
        Gradient = null;
    }

    /// <summary>Adds to the gradient; takes over the handle's reference.</summary>
    internal void Accumulate(nint gradient)
    {
        var dispatcher = Value.Dispatcher;
        if (Gradient is null)
        {
            Gradient = new Tensor(dispatcher, gradient);
            return;
        }

        try
        {
            dispatcher.Aten.AddInPlace(Gradient.Handle, gradient);
        }
        finally
        {
            dispatcher.Release(gradient);
        }
    }

    /// <summary>Takes the gradient away, for the caller to dispose, and puts another in its place.</summary>
    internal Tensor? ExchangeGradient(Tensor? gradient)
    {
        var before = Gradient;
        Gradient = gradient;
        return before;
    }

    internal void Dispose()
    {
        ZeroGradient();
        Value.Dispose();
    }

    /// <summary>The numbers as a borrowed value of a compiled pass.</summary>
    public static implicit operator Value(Parameter parameter) => parameter.Value;

    /// <summary><c>conv1.weight [6, 1, 5, 5]</c></summary>
    public override string ToString() => $"{Name} {ShapeMismatchException.Format(_sizes)}";
}
