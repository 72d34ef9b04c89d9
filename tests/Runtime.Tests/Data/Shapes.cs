namespace ModelDsl.Runtime.Tests;

// Shapes such as the compiler writes.
internal readonly struct S2 : IShape
{
    public static ReadOnlySpan<int> Dimensions => [2];
}

internal readonly struct S3 : IShape
{
    public static ReadOnlySpan<int> Dimensions => [3];
}

internal readonly struct S6 : IShape
{
    public static ReadOnlySpan<int> Dimensions => [6];
}

internal readonly struct S1x2x3 : IShape
{
    public static ReadOnlySpan<int> Dimensions => [1, 2, 3];
}

internal readonly struct S1 : IShape
{
    public static ReadOnlySpan<int> Dimensions => [1];
}

internal readonly struct S12 : IShape
{
    public static ReadOnlySpan<int> Dimensions => [12];
}

internal readonly struct S3x2x2 : IShape
{
    public static ReadOnlySpan<int> Dimensions => [3, 2, 2];
}

internal readonly struct S2x2x3 : IShape
{
    public static ReadOnlySpan<int> Dimensions => [2, 2, 3];
}

internal readonly struct S3x32x32 : IShape
{
    public static ReadOnlySpan<int> Dimensions => [3, 32, 32];
}

internal readonly struct S784 : IShape
{
    public static ReadOnlySpan<int> Dimensions => [784];
}

internal readonly struct S2x8x8 : IShape
{
    public static ReadOnlySpan<int> Dimensions => [2, 8, 8];
}
