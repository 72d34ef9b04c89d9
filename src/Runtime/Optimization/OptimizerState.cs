namespace ModelDsl.Runtime;

/// <summary>What an optimiser keeps for one parameter: tensors of its sizes, and how often it was updated.</summary>
public sealed class OptimizerState
{
    private readonly Tensor[] _tensors;
    private Tensor? _step;

    /// <param name="parameter">Whose it is.</param>
    /// <param name="tensors">How many.</param>
    /// <param name="gradient">The gradient at hand: where that lies packed, the tensors do, and never need the memory of both forms. 0 for none.</param>
    internal OptimizerState(Parameter parameter, int tensors, nint gradient)
    {
        var value = parameter.Value;
        bool isPacked = gradient != 0 && parameter.IsPacked(gradient);
        _tensors = new Tensor[tensors];
        for (int i = 0; i < tensors; i++) _tensors[i] = isPacked ? value.ZerosPackedAs(gradient) : new Tensor(value.Dispatcher, value.Dispatcher.Aten.ZerosLike(value.PlainToRead));
    }

    /// <summary>One tensor per role, in the optimiser's order.</summary>
    public ReadOnlySpan<Tensor> Tensors => _tensors;

    /// <summary>How often the parameter was updated; counted by optimisers that need it.</summary>
    public long Step { get; set; }

    internal Tensor StepTensor()
    {
        _step ??= Tensor.Zeros([], ElementType.Int64);
        _step.CopyFrom<long>([Step]);
        return _step;
    }

    internal void Set(ReadOnlySpan<Tensor> tensors, long step)
    {
        for (int i = 0; i < _tensors.Length; i++) _tensors[i].Dispatcher.Aten.CopyInPlace(_tensors[i].Handle, tensors[i].Handle);
        Step = step;
    }

    internal void Dispose()
    {
        foreach (var tensor in _tensors) tensor.Dispose();
        _step?.Dispose();
    }
}
