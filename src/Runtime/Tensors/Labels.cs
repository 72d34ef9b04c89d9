using ModelDsl.Runtime.Interop;

namespace ModelDsl.Runtime;

/// <summary>
/// The classes of a batch, counted from 0: an int64 tensor of sizes [N], one an example; [N, T] with one for each step of a sequence or
/// [N, H, W] for each pixel of a map.
/// </summary>
public sealed class Labels : Tensor
{
    private Labels(Dispatcher dispatcher, nint handle)
        : base(dispatcher, handle)
    {
    }

    /// <summary>The number of examples, N.</summary>
    public long Count => Size(0);

    /// <summary>Takes over the handle's reference.</summary>
    internal static Labels Own(Dispatcher dispatcher, nint handle) => new(dispatcher, handle);

    public static Labels From(ReadOnlySpan<long> labels, Device device = default) =>
        new(Dispatcher.Default, Copy(Dispatcher.Default, labels, [labels.Length], device));

    /// <summary>Several labels an example: [N, T] or [N, H, W].</summary>
    /// <exception cref="ArgumentException">The sizes are of another number of labels.</exception>
    public static Labels From(ReadOnlySpan<long> labels, ReadOnlySpan<long> sizes, Device device = default) =>
        new(Dispatcher.Default, Copy(Dispatcher.Default, labels, sizes, device));

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
