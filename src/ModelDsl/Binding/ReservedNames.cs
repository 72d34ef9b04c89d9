using System.Text.RegularExpressions;

namespace ModelDsl.Binding;

/// <summary>Names that generated code needs for itself.</summary>
internal static class ReservedNames
{
    private static readonly HashSet<string> OfObjects = new(StringComparer.Ordinal)
    {
        "Equals", "Finalize", "GetHashCode", "GetType", "MemberwiseClone", "ReferenceEquals", "ToString",
    };

    private static readonly HashSet<string> Members = new(StringComparer.Ordinal)
    {
        "Activations", "Backward", "Batch", "Begin", "Buffers", "ComparesOutput", "Dataset", "Device", "Dispose", "ElementType", "EndBase", "Evaluate", "Forward", "Freeze", "FreezeUntil", "IsBaseFrozen", "IsDisposed", "IsExact",
        "Layers", "Load", "LoadByOrder", "LoadFrom", "Logits", "LossParts", "LossTerms", "Macs", "Most", "Name", "Outputs", "ParameterCount", "Parameters", "Precision", "Predict",
        "PredictAll", "Random", "ReadsLoss", "ReadsLossParts", "Save", "Seed", "Summary", "Table", "TrainStep", "TrainStepBytes", "Unfreeze", "UsesBlocks", "ZeroGradients",
    };

    private static readonly HashSet<string> MembersOfBlocks = new(StringComparer.Ordinal)
    {
        "Backward", "Forward", "Name", "Network", "Predict", "Saved", "Table",
    };

    // Of the members, those the class declares itself; C# lets none of these have the class's own name.
    private static readonly HashSet<string> Declared = new(StringComparer.Ordinal)
    {
        "Activations", "Backward", "Batch", "Dataset", "Evaluate", "Forward", "Logits", "LossTerms", "Predict", "PredictAll", "Outputs", "Table", "TrainStep", "TrainStepBytes",
    };

    private static readonly HashSet<string> Types = new(StringComparer.Ordinal)
    {
        "Activation", "AttentionParameters", "BatchNormParameters", "Block", "BlockRun", "ChannelAttentionParameters", "ConvolutionParameters", "CustomParameters", "DeconvolutionParameters", "Device", "ElementType",
        "EmbeddingParameters", "FeedForwardParameters", "ForwardState", "IDifferentiable", "IDifferentiableOfTokens", "IShape", "ITrainable", "Initialization", "Labels", "LayerInfo", "LinearParameters", "Network",
        "NormalizationParameters", "Optimizer", "PReluParameters", "Parameter", "PositionTable", "Precision", "RecurrentParameters", "SpatialAttentionParameters", "Step", "System", "Tensor", "Value",
    };

    // Of the types, those that stand in expressions, where C# finds a property of the name first.
    private static readonly HashSet<string> Expressions = new(StringComparer.Ordinal) { "Activation", "Initialization", "LayerInfo" };

    /// <summary>The class of what a model adds to another.</summary>
    public const string HeadClass = "HeadNetwork";

    /// <summary>A member of a class that has such a head.</summary>
    public static bool IsOfHead(string name) => name is "Features" or "Head" or HeadClass;

    /// <summary>What a layer's property would hide: a member of every generated class, or a type; null where it hides nothing.</summary>
    public static string? HiddenByLayer(string name) => HiddenBy(name, Members);

    /// <summary>The same of a layer in a block.</summary>
    public static string? HiddenByLayerOfBlock(string name) => HiddenBy(name, MembersOfBlocks);

    /// <summary>What a model's class would hide: a type that generated code mentions, a member that every generated class declares, or a shape; null where it hides nothing.</summary>
    public static string? HiddenByModel(string name) => Types.Contains(name) ? $"the runtime's type '{name}'"
        : Declared.Contains(name) ? $"the generated class's member '{name}'"
        : IsShape(name) ? "the type of a shape"
        : null;

    /// <summary>A member of the class that several outputs come in, which none of them must be called.</summary>
    public static bool IsOfOutputs(string name) => name is "Outputs" or "Dispose" || OfObjects.Contains(name);

    /// <summary>A name that no part of a tuple may have, as the gradients of several inputs come in one.</summary>
    public static bool IsOfTuples(string name) => name is "CompareTo" or "Deconstruct" or "Rest" || OfObjects.Contains(name) || Regex.IsMatch(name, "^Item[0-9]+$", RegexOptions.CultureInvariant);

    /// <summary>How shapes are called as types, <c>F3x224x224</c>, <c>T200of20000</c>.</summary>
    private static bool IsShape(string name) => Regex.IsMatch(name, "^(F[0-9x]+|T[0-9x]+of[0-9]+)$", RegexOptions.CultureInvariant);

    private static string? HiddenBy(string name, HashSet<string> members) =>
        members.Contains(name) || OfObjects.Contains(name) ? $"the generated class's member '{name}'" : Expressions.Contains(name) ? $"the runtime's type '{name}'" : null;
}
