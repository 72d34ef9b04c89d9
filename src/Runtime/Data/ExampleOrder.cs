namespace ModelDsl.Runtime.Data;

/// <summary>The order in which an epoch visits the examples: each once, shuffled by a seed or as they lie.</summary>
internal sealed class ExampleOrder
{
    private readonly int[] _order;
    private readonly int? _seed;

    /// <param name="count">The number of examples.</param>
    /// <param name="seed">The seed of the shuffling; null leaves the examples as they lie.</param>
    public ExampleOrder(int count, int? seed)
    {
        _order = new int[count];
        _seed = seed;
        Reset();
    }

    /// <summary>The order of an epoch: a function of count, seed and epoch alone. The span is overwritten by the next call.</summary>
    public ReadOnlyMemory<int> Of(int epoch)
    {
        if (_seed is { } seed)
        {
            Reset();
            var random = SplitMix64.For(seed, epoch);
            for (int i = _order.Length - 1; i > 0; i--) // Fisher and Yates, from the end
            {
                int j = (int)random.Below((uint)i + 1);
                (_order[i], _order[j]) = (_order[j], _order[i]);
            }
        }

        return _order;
    }

    private void Reset()
    {
        for (int i = 0; i < _order.Length; i++) _order[i] = i;
    }
}
