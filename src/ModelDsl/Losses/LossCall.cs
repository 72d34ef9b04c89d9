using ModelDsl.Layers;
using ModelDsl.Syntax;

namespace ModelDsl.Losses;

/// <summary>One use of a loss: its checked constants, and what the term is multiplied by.</summary>
public sealed class LossCall(IReadOnlyDictionary<string, OptionSyntax> options, double weight = 1)
{
    public double Weight { get; } = weight;

    public double Number(string option, double otherwise) => options.TryGetValue(option, out var found)
        ? OptionReader.NumberOf(found.Values[0]) ?? otherwise
        : otherwise;

    /// <summary>The numbers of an option that takes several; none where it is not given.</summary>
    public IEnumerable<double> Numbers(string option) => options.TryGetValue(option, out var found)
        ? found.Values.Select(value => OptionReader.NumberOf(value) ?? throw new InvalidOperationException($"'{option}' holds more than numbers."))
        : [];
}
