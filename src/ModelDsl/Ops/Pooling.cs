using ModelDsl.Graphs;

namespace ModelDsl.Ops;

/// <summary>The constants of a pooling.</summary>
public sealed record PoolWindow(Size2 Size, Size2 Stride, Size2 Padding, bool Ceil)
{
    internal IEnumerable<string> Arguments() =>
        new[] { $"size: {Constants.Of(Size)}", $"stride: {Constants.Of(Stride)}" }
            .Concat(Constants.Optional("pad", Padding, Size2.Zero))
            .Concat(Constants.Optional("ceil", Ceil));
}
