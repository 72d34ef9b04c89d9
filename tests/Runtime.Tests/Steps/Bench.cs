namespace ModelDsl.Runtime.Tests;

/// <summary>A network without layers of its own: a test adds what it needs and runs single operations.</summary>
internal sealed class Bench(
    ElementType elementType = ElementType.Float32, int seed = 0, string name = "Bench", IReadOnlyList<LayerInfo>? layers = null, Device device = default)
    : Network(name, layers ?? [], seed, device, elementType);

/// <summary>Shapes as the compiler writes them, but over arrays: in unoptimised builds the span of a constant list allocates.</summary>
internal readonly struct F2 : IShape
{
    private static readonly int[] Sizes = [2];

    public static ReadOnlySpan<int> Dimensions => Sizes;
}

internal readonly struct F10 : IShape
{
    private static readonly int[] Sizes = [10];

    public static ReadOnlySpan<int> Dimensions => Sizes;
}

internal readonly struct F1x28x28 : IShape
{
    private static readonly int[] Sizes = [1, 28, 28];

    public static ReadOnlySpan<int> Dimensions => Sizes;
}

internal readonly struct F3 : IShape
{
    private static readonly int[] Sizes = [3];

    public static ReadOnlySpan<int> Dimensions => Sizes;
}

/// <summary>Four tokens of a vocabulary of seven.</summary>
internal readonly struct T4of7 : IShape
{
    private static readonly int[] Sizes = [4];

    public static ReadOnlySpan<int> Dimensions => Sizes;

    public static int Vocabulary => 7;
}

/// <summary>A scalar per example: sizes [N].</summary>
internal readonly struct None : IShape
{
    public static ReadOnlySpan<int> Dimensions => [];
}
