using static System.FormattableString;

namespace ModelDsl.Runtime;

public sealed partial class Step
{
    /// <summary>
    /// The largest of every <paramref name="pieces"/> neighbours (Goodfellow et al. 2013), [N, width · pieces] to [N, width], and which of
    /// them it was.
    /// </summary>
    public (Value Output, Value Indices) Maxout(LayerName layer, Value input, int pieces)
    {
        CheckRank(layer, input, 2, "[N, C]");
        long examples = Size(input, 0), sums = Size(input, 1);
        if (pieces < 1 || sums % pieces != 0) throw new LayerException(Network, layer, Invariant($"{pieces} pieces do not divide {sums} sums."));
        try
        {
            var units = Own(_aten.Reshape(Handle(input), [examples, sums / pieces, pieces]));
            var (output, indices) = _aten.MaxAlong(Handle(units), 2);
            Release(units);
            return (Own(output), Own(indices));
        }
        catch (LibTorchException e)
        {
            throw Failure(layer, e);
        }
    }

    /// <summary>The gradient of the input, [N, width · pieces]: each output's goes to the piece that was largest.</summary>
    public Value MaxoutBackward(LayerName layer, Value gradient, Value indices, int pieces)
    {
        CheckRank(layer, gradient, 2, "[N, C]");
        try
        {
            long examples = Size(gradient, 0), width = Size(gradient, 1);
            var units = Own(_aten.ValueSelectingReductionBackward(Handle(gradient), 2, Handle(indices), [examples, width, pieces], keepDim: false));
            var result = Own(_aten.Reshape(Handle(units), [examples, width * pieces]));
            Release(units);
            return result;
        }
        catch (LibTorchException e)
        {
            throw Failure(layer, e);
        }
    }
}
