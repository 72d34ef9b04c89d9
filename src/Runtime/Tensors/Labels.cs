using ModelDsl.Runtime.Interop;

namespace ModelDsl.Runtime;

/// <summary>The classes of a batch: an int64 tensor of sizes [N], classes counted from 0.</summary>
public sealed class Labels : Tensor
{
    private Labels(Dispatcher dispatcher, nint handle)
        : base(dispatcher, handle)
    {
    }

    /// <summary>The number of examples, N.</summary>
    public long Count => Length;

    public static Labels From(ReadOnlySpan<long> labels, Device device = default) =>
        new(Dispatcher.Default, Copy(Dispatcher.Default, labels, [labels.Length], device));

    public static Labels From(ReadOnlySpan<int> labels, Device device = default) => Widen(labels, device);

    public static Labels From(ReadOnlySpan<byte> labels, Device device = default) => Widen(labels, device);

    private static Labels Widen<T>(ReadOnlySpan<T> labels, Device device) where T : unmanaged
    {
        var dispatcher = Dispatcher.Default;
        var narrow = Copy(dispatcher, labels, [labels.Length], Device.Cpu);
        try
        {
            return new Labels(dispatcher, dispatcher.Aten.ToCopy(narrow, ElementType.Int64, device));
        }
        finally
        {
            dispatcher.Release(narrow);
        }
    }
}
