namespace ModelDsl.Runtime;

// Feature maps in blocks, [N, C / block, H, W, block]: the layout that the convolutions of the CPU read fastest. The compiler decides where it begins and ends;
// where this machine, device or precision has none, a feature map stays [N, C, H, W] there, and all operations take either.
public sealed partial class Step
{
    private const int BlockedRank = 5;

    /// <summary>[N, C, H, W] in blocks. The value itself, under a reference of its own, where nothing is blocked.</summary>
    public Value ToBlocked(LayerName layer, Value input)
    {
        if (!Blocks) return Share(input);
        try
        {
            return Own(_aten.ToBlocked(Handle(input), Reduced));
        }
        catch (LibTorchException e)
        {
            throw Failure(layer, e);
        }
    }

    /// <summary>A feature map in blocks as [N, channels, H, W]. The value itself, under a reference of its own, where nothing is blocked.</summary>
    public Value ToPlain(LayerName layer, Value input, int channels)
    {
        if (!IsBlocked(input)) return Share(input);
        try
        {
            return Own(_aten.ToPlain(Handle(input), channels));
        }
        catch (LibTorchException e)
        {
            throw Failure(layer, e);
        }
    }

    /// <summary>An image as the first convolution reads it, where feature maps lie in blocks: a reference, or a copy in less precision.</summary>
    private Value Image(Value input) => Reduced && !IsBlocked(input) ? Own(_aten.ToCopy(Handle(input), ElementType.BFloat16)) : Share(input);

    /// <summary>A float32 feature map in blocks as those of this network are: in less precision, where it is asked for. Releases what is given, or gives it back.</summary>
    private Value Narrowed(Value map)
    {
        if (!Reduced || !IsBlocked(map)) return map;
        var narrow = Own(_aten.ToCopy(Handle(map), ElementType.BFloat16));
        Release(map);
        return narrow;
    }

    /// <summary>The same the other way; a reference of its own.</summary>
    private Value Widened(Value map) => Reduced && IsBlocked(map) ? Own(_aten.ToCopy(Handle(map), ElementType.Float32)) : Share(map);

    private bool IsBlocked(Value value) => _dispatcher.Rank(Handle(value)) == BlockedRank;
}
