namespace ModelDsl.Runtime.Checkpoints;

/// <summary>The element types of the safetensors format and ours.</summary>
internal static class SafeTensorType
{
    private static readonly (string Name, int Size, ElementType? Type)[] Table =
    [
        ("BOOL", 1, ElementType.Bool), ("U8", 1, ElementType.UInt8), ("I8", 1, ElementType.Int8), ("I16", 2, ElementType.Int16),
        ("I32", 4, ElementType.Int32), ("I64", 8, ElementType.Int64), ("F16", 2, ElementType.Float16), ("BF16", 2, ElementType.BFloat16),
        ("F32", 4, ElementType.Float32), ("F64", 8, ElementType.Float64),
        ("U16", 2, null), ("U32", 4, null), ("U64", 8, null), ("F8_E4M3", 1, null), ("F8_E5M2", 1, null),
    ];

    /// <summary>Bytes of an element, or null for a name that the format does not have.</summary>
    public static int? SizeOf(string name) => Array.FindIndex(Table, row => row.Name == name) is >= 0 and var at ? Table[at].Size : null;

    /// <summary>Our element type, or null where we have none.</summary>
    public static ElementType? TypeOf(string name) => Array.Find(Table, row => row.Name == name).Type;

    /// <summary>The format's name of an element type.</summary>
    public static string NameOf(ElementType type) => Array.Find(Table, row => row.Type == type).Name
        ?? throw new NotSupportedException($"safetensors has no element type {type}.");
}
