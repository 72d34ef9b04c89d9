using static System.FormattableString;

namespace ModelDsl.Runtime;

public sealed partial class Step
{
    /// <summary>
    /// Channel j of group i becomes channel i of group j (Zhang et al. 2018), of [N, C, H, W]. A shuffle of C / groups groups goes back, also
    /// for gradients.
    /// </summary>
    public Value ChannelShuffle(LayerName layer, Value input, int groups)
    {
        CheckRank(layer, input, 4, "[N, C, H, W]");
        Span<long> sizes = stackalloc long[4];
        _dispatcher.Sizes(Handle(input), sizes);
        if (groups < 1 || sizes[1] % groups != 0)
            throw new LayerException(Network, layer, Invariant($"{groups} groups do not divide {sizes[1]} channels."));
        try
        {
            var grouped = Own(_aten.Reshape(Handle(input), [sizes[0], groups, sizes[1] / groups, sizes[2], sizes[3]]));
            var dealt = Own(_aten.Transpose(Handle(grouped), 1, 2));
            var ordered = Own(_aten.Contiguous(Handle(dealt)));
            var result = Own(_aten.Reshape(Handle(ordered), sizes));
            Release(grouped, dealt, ordered);
            return result;
        }
        catch (LibTorchException e)
        {
            throw Failure(layer, e);
        }
    }
}
