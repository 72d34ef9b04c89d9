using static System.FormattableString;

namespace ModelDsl.Runtime;

// What libtorch itself does not check: operators that broadcast, or read beyond their arguments.
public sealed partial class Step
{
    private void CheckRank(LayerName layer, Value value, int rank, string expected)
    {
        if (_dispatcher.Rank(Handle(value)) != rank) throw Mismatch(layer, expected, value);
    }

    /// <summary>[N, channels] or [N, channels, H, W].</summary>
    private void CheckChannels(LayerName layer, Value value, long channels)
    {
        if (_dispatcher.Rank(Handle(value)) < 2 || Size(value, 1) != channels)
            throw Mismatch(layer, Invariant($"[N, {channels}, ...]"), value);
    }

    private void CheckLength(LayerName layer, Value value, long length)
    {
        if (_dispatcher.Length(Handle(value)) != length) throw Mismatch(layer, Invariant($"[{length}]"), value);
    }

    private void CheckSameSizes(LayerName layer, Value left, Value right)
    {
        Span<long> expected = stackalloc long[_dispatcher.Rank(Handle(left))];
        Span<long> given = stackalloc long[_dispatcher.Rank(Handle(right))];
        _dispatcher.Sizes(Handle(left), expected);
        _dispatcher.Sizes(Handle(right), given);
        if (!given.SequenceEqual(expected)) throw Mismatch(layer, ShapeMismatchException.Format(expected), right);
    }

    /// <summary>How many axes a value has, that of the examples among them.</summary>
    public int Rank(Value value) => _dispatcher.Rank(Handle(value));

    /// <summary>The size of an axis of a value; axis 0 are the examples.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such axis.</exception>
    public long Size(Value value, int dimension)
    {
        int rank = _dispatcher.Rank(Handle(value));
        if ((uint)dimension >= (uint)rank) throw new ArgumentOutOfRangeException(nameof(dimension), dimension, Invariant($"The value has {rank} axes."));
        Span<long> sizes = stackalloc long[rank];
        _dispatcher.Sizes(Handle(value), sizes);
        return sizes[dimension];
    }

    private LayerException Mismatch(LayerName layer, string expected, Value given)
    {
        Span<long> sizes = stackalloc long[_dispatcher.Rank(Handle(given))];
        _dispatcher.Sizes(Handle(given), sizes);
        return new LayerException(Network, layer, $"expected {expected}, given {ShapeMismatchException.Format(sizes)}");
    }
}
