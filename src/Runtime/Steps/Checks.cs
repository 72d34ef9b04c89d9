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

    private long Size(Value value, int dimension)
    {
        Span<long> sizes = stackalloc long[_dispatcher.Rank(Handle(value))];
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
