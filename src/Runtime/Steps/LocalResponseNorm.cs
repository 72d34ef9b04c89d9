using static System.FormattableString;

namespace ModelDsl.Runtime;

public sealed partial class Step
{
    /// <summary>
    /// Local response normalisation across channels (Krizhevsky et al. 2012, 3.3): y = x · scale^-beta with
    /// scale = k + alpha · sum of x² over the <paramref name="size"/> channels around each one. [N, C, H, W] to the same. In blocks only with
    /// a beta of 3/4 and a positive k.
    /// </summary>
    /// <exception cref="LayerException">The size is not a positive odd number.</exception>
    public Value LocalResponseNorm(LayerName layer, Value input, int size, double alpha, double beta, double k)
    {
        CheckNeighbourhood(layer, input, size);
        try
        {
            if (IsBlocked(input)) return Own(_aten.LocalResponseNormBlocked(Handle(input), size, alpha, k));
            var x = As(input, Network.ElementType);
            var scale = ScaleOf(x, size, alpha, k);
            var divisor = Power(scale, beta);
            var output = Own(_aten.Div(Handle(x), Handle(divisor)));
            Release(x, scale, divisor);
            return Become(output, TypeOf(input));
        }
        catch (LibTorchException e)
        {
            throw Failure(layer, e);
        }
    }

    /// <summary>
    /// The gradient of the input, given that of the output: dx = dy · scale^-beta - 2 alpha beta · x · sum of dy · x · scale^(-beta - 1) over the
    /// <paramref name="size"/> channels around each one.
    /// </summary>
    public Value LocalResponseNormBackward(LayerName layer, Value gradient, Value input, int size, double alpha, double beta, double k)
    {
        CheckNeighbourhood(layer, input, size);
        CheckSameSizes(layer, input, gradient);
        try
        {
            if (IsBlocked(input)) return Own(_aten.LocalResponseNormBlockedBackward(Handle(gradient), Handle(input), size, alpha, k));
            var (x, dy) = (As(input, Network.ElementType), As(gradient, Network.ElementType));
            var scale = ScaleOf(x, size, alpha, k);
            var divisor = Power(scale, beta);
            var result = Own(_aten.Div(Handle(dy), Handle(divisor)));
            Release(divisor, dy);
            var ratio = Own(_aten.Mul(Handle(result), Handle(x)));
            _aten.DivInPlace(Handle(ratio), Handle(scale));
            var indirect = SumOverChannels(ratio, size);
            Release(scale, ratio);
            _aten.MulInPlace(Handle(indirect), Handle(x));
            _aten.AddScaledInPlace(Handle(result), Handle(indirect), -2 * alpha * beta);
            Release(x, indirect);
            return Become(result, TypeOf(input));
        }
        catch (LibTorchException e)
        {
            throw Failure(layer, e);
        }
    }

    /// <summary>k + alpha · the sum of the squares around each channel's.</summary>
    private Value ScaleOf(Value x, int size, double alpha, double k)
    {
        var squares = Own(_aten.Mul(Handle(x), Handle(x)));
        var scale = SumOverChannels(squares, size);
        Release(squares);
        _aten.MulScalarInPlace(Handle(scale), alpha);
        _aten.AddScalarInPlace(Handle(scale), k);
        return scale;
    }

    /// <summary>
    /// The sum over the channels around each one: the value plus itself shifted by each distance, both ways. Adding slices in place is
    /// ten times as fast as an average pooling along the channels.
    /// </summary>
    private Value SumOverChannels(Value value, int size)
    {
        long channels = Size(value, 1);
        var sum = Own(_aten.Clone(Handle(value)));
        for (int distance = 1; distance <= size / 2 && distance < channels; distance++)
        {
            AddChannels(sum, value, distance, 0, channels - distance);
            AddChannels(sum, value, 0, distance, channels - distance);
        }

        return sum;
    }

    /// <summary>Adds channels of one value, from a first one on, to as many of the sum.</summary>
    private void AddChannels(Value sum, Value value, long to, long from, long count)
    {
        var target = Own(_aten.Slice(Handle(sum), 1, to, to + count));
        var source = Own(_aten.Slice(Handle(value), 1, from, from + count));
        _aten.AddInPlace(Handle(target), Handle(source));
        Release(target, source);
    }

    /// <summary>A power of a positive value; the papers' exponent, 3/4, takes two square roots, a fraction of the time.</summary>
    private Value Power(Value value, double exponent)
    {
        if (exponent != 0.75) return Own(_aten.Pow(Handle(value), exponent));
        var root = Own(_aten.Sqrt(Handle(value)));
        var result = Own(_aten.Sqrt(Handle(root)));
        _aten.MulInPlace(Handle(result), Handle(root));
        Release(root);
        return result;
    }

    private void CheckNeighbourhood(LayerName layer, Value input, int size)
    {
        if (!IsBlocked(input)) CheckRank(layer, input, 4, "[N, C, H, W]");
        if (size < 1 || size % 2 == 0)
            throw new LayerException(Network, layer, Invariant($"the neighbourhood must be an odd number of channels, not {size}."));
    }
}
