namespace ModelDsl.Layers;

/// <summary>What conv and fc share: bias or not, linear or not, and how the weights begin.</summary>
internal static class Weights
{
    public static IReadOnlyList<Option> Options { get; } =
    [
        Option.Switch("bias"),
        Option.Switch("linear"),
        Option.Choice("init", "he", "kaiming", "glorot", "xavier", "lecun", "normal N", "uniform N", "zeros"),
        Option.Number("l1") with { Minimum = 0 },
        Option.Number("l2") with { Minimum = 0 },
    ];

    /// <summary>The C# of the initialisation: the one asked for, else He et al. 2015 before a rectifier and Glorot and Bengio 2010 otherwise.</summary>
    public static string Initialization(LayerCall call) => "Initialization." + (call.Choice("init") switch
    {
        ("he" or "kaiming", _) => "He",
        ("glorot" or "xavier", _) => "Glorot",
        ("lecun", _) => "LeCun",
        ("normal", { } deviation) => $"Normal({Ops.Constants.Of(deviation)})",
        ("uniform", { } bound) => $"Uniform({Ops.Constants.Of(bound)})",
        ("zeros", _) => "Zeros",
        _ => call.Met?.Initialization ?? "Glorot",
    });
}
