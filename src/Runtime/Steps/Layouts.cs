using ModelDsl.Runtime.Interop;

namespace ModelDsl.Runtime;

// Feature maps in blocks, [N, C / block, H, W, block]: the layout that the convolutions of the CPU read fastest. The compiler decides where it begins and ends;
// where this machine or precision has none, a feature map stays [N, C, H, W] there, and all operations take either. On a GPU it lies channels last there: the
// same sizes, other strides, which libtorch's operators hand on from their inputs to their results.
public sealed partial class Step
{
    private const int BlockedRank = 5;
    private const int MapRank = 4;

    /// <summary>[N, C, H, W] in blocks. The value itself, under a reference of its own, where nothing is blocked.</summary>
    public Value ToBlocked(LayerName layer, Value input)
    {
        try
        {
            return Blocks ? Own(_aten.ToBlocked(Handle(input), Reduced)) : ToFeatureMap(input);
        }
        catch (LibTorchException e)
        {
            throw Failure(layer, e);
        }
    }

    /// <summary>A feature map in blocks as [N, channels, H, W]. The value itself, under a reference of its own, where nothing is blocked.</summary>
    public Value ToPlain(LayerName layer, Value input, int channels)
    {
        try
        {
            return IsBlocked(input) ? Own(_aten.ToPlain(Handle(input), channels)) : ChannelsLast ? ToChannelsApart(input) : Share(input);
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

    /// <summary>A feature map as a GPU's convolutions read it; a reference of its own where that is what it is, or where there is no GPU.</summary>
    private Value ToFeatureMap(Value map)
    {
        if (!ChannelsLast || _dispatcher.Rank(Handle(map)) != MapRank) return Share(map);
        return Reduced && TypeOf(map) != ElementType.BFloat16
            ? Own(_aten.ToCopy(Handle(map), ElementType.BFloat16, memoryFormat: MemoryFormat.ChannelsLast))
            : SameOr(map, _aten.Contiguous(Handle(map), MemoryFormat.ChannelsLast));
    }

    /// <summary>The same back: [N, C, H, W], channel after channel, of what the network computes in.</summary>
    private Value ToChannelsApart(Value map) => TypeOf(map) != Network.ElementType
        ? Own(_aten.ToCopy(Handle(map), Network.ElementType, memoryFormat: MemoryFormat.Contiguous))
        : SameOr(map, _aten.Contiguous(Handle(map)));

    /// <summary>The value of an operator that gives what it was given where there is nothing to do.</summary>
    private Value SameOr(Value given, nint result) => _slots.Own(result, foreign: result == Handle(given) && !_slots.MayWrite(given));

    /// <summary>A value, or what it is in another type; a reference of its own. None of none.</summary>
    private Value As(Value value, ElementType type) => value.IsNone ? default : TypeOf(value) == type ? Share(value) : Own(_aten.ToCopy(Handle(value), type));

    /// <summary>The same of a value that is not needed any more.</summary>
    private Value Become(Value value, ElementType type)
    {
        if (value.IsNone || TypeOf(value) == type) return value;
        var result = Own(_aten.ToCopy(Handle(value), type));
        Release(value);
        return result;
    }

    /// <summary>Whether a value lies as <see cref="ToFeatureMap"/> leaves it.</summary>
    private bool IsFeatureMap(Value map)
    {
        if (_dispatcher.Rank(Handle(map)) != MapRank) return false;
        Span<long> strides = stackalloc long[MapRank];
        _dispatcher.Strides(Handle(map), strides);
        return strides[1] == 1 && (!Reduced || TypeOf(map) == ElementType.BFloat16);
    }

    private ElementType TypeOf(Value value) => _dispatcher.ElementType(Handle(value));

    private bool IsBlocked(Value value) => _dispatcher.Rank(Handle(value)) == BlockedRank;
}
