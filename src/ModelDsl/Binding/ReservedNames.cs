namespace ModelDsl.Binding;

/// <summary>Members of every generated class, which a layer's property must not hide.</summary>
internal static class ReservedNames
{
    private static readonly HashSet<string> Names = new(StringComparer.Ordinal)
    {
        "Activations", "Backward", "Begin", "Buffers", "Device", "Dispose", "ElementType", "Equals", "Evaluate", "Finalize", "Forward", "GetHashCode",
        "GetType", "Layers", "Load", "LoadByOrder", "Logits", "MacCount", "Macs", "MemberwiseClone", "Name", "ParameterCount", "Parameters", "Predict",
        "Random", "ReferenceEquals", "Save", "Source", "Summary", "Table", "ToString", "TrainStep", "ZeroGradients",
    };

    public static bool Contains(string name) => Names.Contains(name);
}
