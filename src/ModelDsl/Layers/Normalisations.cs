using ModelDsl.Diagnostics;
using ModelDsl.Graphs;
using ModelDsl.Ops;

namespace ModelDsl.Layers;

/// <summary>What the normalisations of each example by itself share.</summary>
internal static class Normalisations
{
    /// <summary>What is added to the variance.</summary>
    public static Option Epsilon { get; } = Option.Number("epsilon") with { Minimum = 0, AboveMinimum = true };

    public static double EpsilonOf(LayerCall call) => call.Number("epsilon", LayerNorm.UsualEpsilon);

    /// <summary>The runtime's scale and shift of a shape.</summary>
    public static ParameterHolder Holder(Shape shape) => new("NormalizationParameters", $"shape: [{string.Join(", ", shape.Sizes.Select(Constants.Of))}]");

    /// <summary>Reports a normalisation of single numbers: each is its own mean, and nothing is left of it.</summary>
    public static bool HasSpread(LayerCall call, long numbers, Shape input)
    {
        if (numbers > 1) return true;
        call.Report(Catalogue.NormalisesOneNumber(call.Place, call.Written, call.Before, input));
        return false;
    }
}
