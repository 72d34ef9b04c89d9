namespace ModelDsl.Runtime.Tests;

/// <summary>A network without layers of its own: a test adds what it needs and runs single operations.</summary>
internal sealed class Bench(
    ElementType elementType = ElementType.Float32, int seed = 0, string name = "Bench", IReadOnlyList<LayerInfo>? layers = null)
    : Network(name, layers ?? [], seed, null, elementType);

/// <summary>Shapes as the compiler writes them.</summary>
internal readonly struct F2 : IShape
{
    public static ReadOnlySpan<int> Dimensions => [2];
}

internal readonly struct F10 : IShape
{
    public static ReadOnlySpan<int> Dimensions => [10];
}

internal readonly struct F1x28x28 : IShape
{
    public static ReadOnlySpan<int> Dimensions => [1, 28, 28];
}
