using ModelDsl.Graphs;

namespace ModelDsl.Binding;

/// <summary>What a model may not exceed, so that sizes stay whole numbers and a mistyped repeat ends.</summary>
internal static class Limits
{
    public const int Layers = 20_000;

    /// <summary>A tensor's numbers are counted in 32 bits.</summary>
    public static bool Fits(Shape shape)
    {
        var elements = 1L;
        foreach (var size in shape.Sizes)
        {
            elements *= size;
            if (elements > int.MaxValue) return false;
        }

        return true;
    }
}
