using ModelDsl.Runtime.Interop;

namespace ModelDsl.Runtime;

/// <summary>
/// The tensors of an update of many parameters as lists of handles, each in the order of the parameters: what they are, their gradients in the same layout,
/// and what the optimiser keeps. Made anew for each update into arrays that stay.
/// </summary>
internal sealed class ParameterLists(int roles)
{
    private readonly nint[][] _kept = [.. Enumerable.Range(0, roles).Select(_ => Array.Empty<nint>())];
    private nint[] _values = [];
    private nint[] _gradients = [];
    private nint[] _scratch = [];

    /// <summary>How many parameters.</summary>
    public int Count { get; private set; }

    public ReadOnlySpan<nint> Values => _values.AsSpan(0, Count);

    /// <summary>References of the lists' own.</summary>
    public ReadOnlySpan<nint> Gradients => _gradients.AsSpan(0, Count);

    /// <summary>Room for the results of an operator over the lists; <see cref="Clear"/> releases what is there.</summary>
    public Span<nint> Scratch => _scratch.AsSpan(0, Count);

    /// <summary>What the optimiser keeps for the parameters under one of its roles.</summary>
    public ReadOnlySpan<nint> Kept(int role) => _kept[role].AsSpan(0, Count);

    public void Begin(int most)
    {
        Count = 0;
        if (_values.Length >= most) return;
        (_values, _gradients, _scratch) = (new nint[most], new nint[most], new nint[most]);
        for (int i = 0; i < _kept.Length; i++) _kept[i] = new nint[most];
    }

    public void Add(Parameter parameter, nint gradient, OptimizerState state)
    {
        nint value = parameter.Value.Handle;
        _gradients[Count] = LaidOutAs(parameter.Value.Dispatcher, value, gradient);
        _values[Count] = value;
        for (int i = 0; i < _kept.Length; i++) _kept[i][Count] = state.Tensors[i].Handle;
        Count++;
    }

    public void Clear(Dispatcher dispatcher)
    {
        foreach (nint gradient in Gradients) dispatcher.Release(gradient);
        foreach (nint result in Scratch) dispatcher.Release(result);
        Scratch.Clear();
        Count = 0;
    }

    /// <summary>Releases what an operator has given, for the room to be used again.</summary>
    public void ClearScratch(Dispatcher dispatcher)
    {
        foreach (nint result in Scratch) dispatcher.Release(result);
        Scratch.Clear();
    }

    /// <summary>
    /// The gradient with the parameter's strides, a reference or a new tensor: operators over lists take their fast way only where all of a list agree. Axes of
    /// one element may have any stride in libtorch, and a 1x1 convolution's weight and its gradient do not always have the same.
    /// </summary>
    private static nint LaidOutAs(Dispatcher dispatcher, nint value, nint gradient)
    {
        int rank = dispatcher.Rank(value);
        Span<long> sizes = stackalloc long[rank], wanted = stackalloc long[rank], given = stackalloc long[rank];
        dispatcher.Sizes(value, sizes);
        dispatcher.Strides(value, wanted);
        dispatcher.Strides(gradient, given);
        if (given.SequenceEqual(wanted)) return dispatcher.Retain(gradient);
        for (int i = 0; i < rank; i++)
        {
            if (sizes[i] == 1 || given[i] == wanted[i]) continue;
            nint copy = dispatcher.Aten.EmptyLike(value);
            dispatcher.Aten.CopyInPlace(copy, gradient);
            return copy;
        }

        return dispatcher.Aten.AsStrided(gradient, sizes, wanted);
    }
}
