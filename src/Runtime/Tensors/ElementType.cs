namespace ModelDsl.Runtime;

/// <summary>The type of a tensor's elements; the numbers are those of <c>c10::ScalarType</c>.</summary>
public enum ElementType
{
    UInt8 = 0,
    Int8 = 1,
    Int16 = 2,
    Int32 = 3,
    Int64 = 4,
    Float16 = 5,
    Float32 = 6,
    Float64 = 7,
    Bool = 11,
    BFloat16 = 15,
}

/// <summary>What .NET knows of an <see cref="ElementType"/>.</summary>
public static class ElementTypes
{
    /// <summary>The element type of a tensor that holds <typeparamref name="T"/>.</summary>
    /// <exception cref="NotSupportedException">No element type corresponds to <typeparamref name="T"/>.</exception>
    public static ElementType Of<T>() where T : unmanaged
    {
        if (typeof(T) == typeof(float)) return ElementType.Float32;
        if (typeof(T) == typeof(double)) return ElementType.Float64;
        if (typeof(T) == typeof(long)) return ElementType.Int64;
        if (typeof(T) == typeof(int)) return ElementType.Int32;
        if (typeof(T) == typeof(short)) return ElementType.Int16;
        if (typeof(T) == typeof(byte)) return ElementType.UInt8;
        if (typeof(T) == typeof(sbyte)) return ElementType.Int8;
        if (typeof(T) == typeof(bool)) return ElementType.Bool;
        if (typeof(T) == typeof(Half)) return ElementType.Float16;
        throw new NotSupportedException(
            $"A tensor cannot hold {typeof(T)}: use float, double, Half, long, int, short, byte, sbyte or bool.");
    }

    /// <summary>Whether it has fractions.</summary>
    public static bool IsFloatingPoint(this ElementType type) =>
        type is ElementType.Float32 or ElementType.Float64 or ElementType.Float16 or ElementType.BFloat16;

    /// <summary>Bytes per element.</summary>
    public static int Size(this ElementType type) => type switch
    {
        ElementType.UInt8 or ElementType.Int8 or ElementType.Bool => 1,
        ElementType.Int16 or ElementType.Float16 or ElementType.BFloat16 => 2,
        ElementType.Int32 or ElementType.Float32 => 4,
        ElementType.Int64 or ElementType.Float64 => 8,
        _ => throw new NotSupportedException($"c10::ScalarType {(int)type} has no .NET counterpart."),
    };
}
