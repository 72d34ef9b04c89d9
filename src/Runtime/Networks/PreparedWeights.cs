namespace ModelDsl.Runtime;

/// <summary>
/// A convolution's weight and bias as inference reads them: with the batch normalisation behind it multiplied in, and in the order, or the transform, that suits the
/// input's sizes. Made again when what they come from may have changed. Kept for a few sizes, for any number of threads at once.
/// </summary>
internal sealed class PreparedWeights : IDisposable
{
    // A batch size for the most and one for the last batch, at two sizes of image.
    private const int Most = 4;

    private readonly Lock _gate = new();
    private readonly List<Entry> _entries = [];

    /// <summary>Makes weight and bias (0 for none); both are the entry's.</summary>
    public delegate (nint Weight, nint Bias) Make<TState>(TState state);

    /// <summary>Weight and bias for inputs of those sizes, as references for the caller to release.</summary>
    /// <param name="dispatcher">Whose tensors they are.</param>
    /// <param name="key">What they are made for.</param>
    /// <param name="version">The sum of the versions of what they are made of.</param>
    /// <param name="state">Given to <paramref name="make"/>.</param>
    /// <param name="make">Makes them.</param>
    public (nint Weight, nint Bias) Retain<TState>(Interop.Dispatcher dispatcher, Key key, long version, TState state, Make<TState> make)
    {
        lock (_gate)
        {
            int found = IndexOf(key);
            if (found >= 0 && _entries[found].Version != version)
            {
                _entries[found].Release();
                _entries.RemoveAt(found);
                found = -1;
            }

            if (found < 0)
            {
                if (_entries.Count == Most)
                {
                    _entries[0].Release();
                    _entries.RemoveAt(0);
                }

                var (weight, bias) = make(state);
                _entries.Add(new Entry(dispatcher, key, version, weight, bias));
                found = _entries.Count - 1;
            }

            var entry = _entries[found];
            return (dispatcher.Retain(entry.Weight), dispatcher.Retain(entry.Bias));
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            foreach (var entry in _entries) entry.Release();
            _entries.Clear();
        }
    }

    private int IndexOf(Key key)
    {
        for (int i = 0; i < _entries.Count; i++)
        {
            if (_entries[i].Key == key) return i;
        }

        return -1;
    }

    /// <summary>What the kernels' choice depends on, besides the layer's own constants.</summary>
    public readonly record struct Key(long Examples, long Height, long Width, bool IsExact, bool HasSum, bool IsReduced, int Threads);

    private readonly record struct Entry(Interop.Dispatcher Dispatcher, Key Key, long Version, nint Weight, nint Bias)
    {
        public void Release()
        {
            Dispatcher.Release(Weight);
            Dispatcher.Release(Bias);
        }
    }
}
