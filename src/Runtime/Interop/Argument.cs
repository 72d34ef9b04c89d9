using System.Runtime.InteropServices;

namespace ModelDsl.Runtime.Interop;

/// <summary>What an <see cref="Argument"/> holds; the numbers are shared with the native shim (shim.h).</summary>
public enum ArgumentKind
{
    None = 0,
    Tensor = 1,
    Int = 2,
    Double = 3,
    Bool = 4,
    Ints = 5,
    Doubles = 6,
    Bools = 7,
    Tensors = 8,
    Generator = 9,
    Device = 10,
}

/// <summary>
/// One argument of an operator call: 16 blittable bytes, borrowed for the length of the call. Which kind a schema's type takes:
/// Tensor(?) a tensor handle, int, SymInt, ScalarType, Layout and MemoryFormat an int, float a double, Scalar a double or an int,
/// lists a pointer and a count, an absent optional <see cref="None"/>. Arguments left out at the end of a call take the schema's defaults.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
public readonly unsafe struct Argument
{
    private readonly int _kind;
    private readonly int _count;
    private readonly long _payload;

    private Argument(ArgumentKind kind, int count, long payload) => (_kind, _count, _payload) = ((int)kind, count, payload);

    public ArgumentKind Kind => (ArgumentKind)_kind;

    /// <summary>The elements of a list; the index of a device.</summary>
    public int Count => _count;

    /// <summary>An int, bool (0 or 1), device kind or handle.</summary>
    public long Integer => _payload;

    public double Number => BitConverter.Int64BitsToDouble(_payload);

    /// <summary>The first element of a list.</summary>
    public void* Elements => (void*)_payload;

    public static Argument None => default;

    /// <summary>A tensor, or none when the handle is 0.</summary>
    public static Argument Tensor(nint handle) => handle == 0 ? default : new(ArgumentKind.Tensor, 0, handle);

    public static Argument Int(long value) => new(ArgumentKind.Int, 0, value);

    public static Argument Int(long? value) => value is { } v ? Int(v) : default;

    public static Argument Double(double value) => new(ArgumentKind.Double, 0, BitConverter.DoubleToInt64Bits(value));

    public static Argument Bool(bool value) => new(ArgumentKind.Bool, 0, value ? 1 : 0);

    public static Argument Bool(bool? value) => value is { } v ? Bool(v) : default;

    public static Argument Ints(long* values, int count) => new(ArgumentKind.Ints, count, (long)values);

    /// <summary>A list of ints that is absent when it is empty.</summary>
    public static Argument OptionalInts(long* values, int count) => count == 0 ? default : Ints(values, count);

    public static Argument Doubles(double* values, int count) => new(ArgumentKind.Doubles, count, (long)values);

    public static Argument Bools(bool* values, int count) => new(ArgumentKind.Bools, count, (long)values);

    public static Argument Tensors(nint* handles, int count) => new(ArgumentKind.Tensors, count, (long)handles);

    /// <summary>A generator of random numbers, or the device's default one when the handle is 0.</summary>
    public static Argument Generator(nint handle) => handle == 0 ? default : new(ArgumentKind.Generator, 0, handle);

    public static Argument Device(Device device) => new(ArgumentKind.Device, device.Index, (long)device.Kind);

    public static Argument Device(Device? device) => device is { } d ? Device(d) : default;

    public static Argument Type(ElementType type) => Int((long)type);

    public static Argument Type(ElementType? type) => type is { } t ? Type(t) : default;

    public static Argument Format(MemoryFormat format) => Int((long)format);

    public static Argument Format(MemoryFormat? format) => format is { } f ? Format(f) : default;
}

/// <summary>The order of a tensor's elements in memory; the numbers are those of <c>c10::MemoryFormat</c>.</summary>
public enum MemoryFormat
{
    Contiguous = 0,
    Preserve = 1,
    ChannelsLast = 2,
}
