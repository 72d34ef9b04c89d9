namespace ModelDsl.Binding;

/// <summary>Names that generated code needs for itself.</summary>
internal static class ReservedNames
{
    private static readonly HashSet<string> Members = new(StringComparer.Ordinal)
    {
        "Activations", "Backward", "Begin", "Buffers", "Device", "Dispose", "ElementType", "EndBase", "Equals", "Evaluate", "Finalize", "Forward", "Freeze", "FreezeUntil", "GetHashCode",
        "GetType", "IsBaseFrozen", "IsExact", "Layers", "Load", "LoadByOrder", "LoadFrom", "Logits", "LossParts", "LossTerms", "Macs", "MemberwiseClone", "Most", "Name", "ParameterCount", "Parameters", "Predict", "PredictAll", "Outputs",
        "Precision", "Random", "ReferenceEquals", "Save", "Summary", "Table", "ToString", "TrainStep", "TrainStepBytes", "Unfreeze", "UsesBlocks", "ZeroGradients",
    };

    // Of the members, those the class declares itself; C# lets none of these have the class's own name.
    private static readonly HashSet<string> Declared = new(StringComparer.Ordinal)
    {
        "Activations", "Backward", "Evaluate", "Forward", "Logits", "LossTerms", "Predict", "PredictAll", "Outputs", "Table", "TrainStep", "TrainStepBytes",
    };

    private static readonly HashSet<string> Types = new(StringComparer.Ordinal)
    {
        "Activation", "AttentionParameters", "BatchNormParameters", "ConvolutionParameters", "CustomParameters", "Device", "ElementType", "EmbeddingParameters", "FeedForwardParameters", "ForwardState", "IShape", "Initialization", "Labels", "LayerInfo",
        "LinearParameters", "Network", "Optimizer", "Parameter", "PositionTable", "Precision", "RecurrentParameters", "Step", "System", "Tensor", "Value",
    };

    /// <summary>The class of what a model adds to another.</summary>
    public const string HeadClass = "HeadNetwork";

    /// <summary>A member of a class that has such a head.</summary>
    public static bool IsOfHead(string name) => name is "Features" or "Head" or HeadClass;

    /// <summary>A member of every generated class, which a layer's property must not hide.</summary>
    public static bool IsMember(string name) => Members.Contains(name);

    /// <summary>A member that every generated class declares, which a model must not be called.</summary>
    public static bool IsDeclared(string name) => Declared.Contains(name);

    /// <summary>A type that generated code mentions, which a model must not be called.</summary>
    public static bool IsType(string name) => Types.Contains(name);
}
