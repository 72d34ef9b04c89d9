namespace ModelDsl.Runtime.Checkpoints;

/// <summary>One tensor in the header of a safetensors file.</summary>
/// <param name="Name">Its name: "conv1.weight".</param>
/// <param name="Type">Its element type in the format's words: "F32".</param>
/// <param name="Shape">Its sizes; none for a single number.</param>
/// <param name="Offset">Where its bytes begin, counted from the end of the header.</param>
/// <param name="Length">How many bytes it has.</param>
public sealed record SafeTensor(string Name, string Type, IReadOnlyList<long> Shape, long Offset, long Length)
{
    /// <summary>Element type and shape: "F32 [6, 1, 5, 5]".</summary>
    public string Describe() => Describe(Type, Shape);

    internal static string Describe(string type, IEnumerable<long> shape) => $"{type} {ShapeMismatchException.Format([.. shape])}";
}
