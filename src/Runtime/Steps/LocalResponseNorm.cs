using static System.FormattableString;

namespace ModelDsl.Runtime;

public sealed partial class Step
{
    /// <summary>
    /// Local response normalisation across channels (Krizhevsky et al. 2012, 3.3): y = x · scale^-beta with
    /// scale = k + alpha · sum of x² over the <paramref name="size"/> channels around each one. [N, C, H, W] to the same.
    /// </summary>
    /// <exception cref="LayerException">The size is not a positive odd number.</exception>
    public (Value Output, Value Scale) LocalResponseNorm(string layer, Value input, int size, double alpha, double beta, double k)
    {
        CheckNeighbourhood(layer, input, size);
        try
        {
            var squares = Own(_aten.Mul(Handle(input), Handle(input)));
            var scale = MeanOverChannels(squares, size);
            Release(squares);
            _aten.MulScalarInPlace(Handle(scale), alpha * size);
            _aten.AddScalarInPlace(Handle(scale), k);
            var output = Own(_aten.Pow(Handle(scale), -beta));
            _aten.MulInPlace(Handle(output), Handle(input));
            return (output, scale);
        }
        catch (LibTorchException e)
        {
            throw Failure(layer, e);
        }
    }

    /// <summary>
    /// The gradient of the input, given that of the output: dx = dy · scale^-beta - 2 alpha beta · x · sum of dy · y / scale over the
    /// <paramref name="size"/> channels around each one.
    /// </summary>
    public Value LocalResponseNormBackward(
        string layer, Value gradient, Value input, Value output, Value scale, int size, double alpha, double beta)
    {
        CheckNeighbourhood(layer, input, size);
        try
        {
            var ratio = Own(_aten.Mul(Handle(gradient), Handle(output)));
            _aten.DivInPlace(Handle(ratio), Handle(scale));
            var indirect = MeanOverChannels(ratio, size);
            Release(ratio);
            _aten.MulInPlace(Handle(indirect), Handle(input));
            var result = Own(_aten.Pow(Handle(scale), -beta));
            _aten.MulInPlace(Handle(result), Handle(gradient));
            _aten.AddScaledInPlace(Handle(result), Handle(indirect), -2 * alpha * beta * size);
            Release(indirect);
            return result;
        }
        catch (LibTorchException e)
        {
            throw Failure(layer, e);
        }
    }

    /// <summary>
    /// The mean over the channels around each one, zeros beyond the ends: an average pooling along the channels of [N, C, H · W].
    /// </summary>
    private Value MeanOverChannels(Value value, int size)
    {
        Span<long> sizes = stackalloc long[4];
        _dispatcher.Sizes(Handle(value), sizes);
        var flat = Own(_aten.Reshape(Handle(value), [sizes[0], sizes[1], sizes[2] * sizes[3]]));
        var pooled = Own(_aten.AvgPool2d(Handle(flat), [size, 1], UnitStride, [size / 2, 0], ceilMode: false, countIncludePad: true));
        var result = Own(_aten.Reshape(Handle(pooled), sizes));
        Release(flat, pooled);
        return result;
    }

    private void CheckNeighbourhood(string layer, Value input, int size)
    {
        CheckRank(layer, input, 4, "[N, C, H, W]");
        if (size < 1 || size % 2 == 0)
            throw new LayerException(Network, layer, Invariant($"the neighbourhood must be an odd number of channels, not {size}."));
    }
}
