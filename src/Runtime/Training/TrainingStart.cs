using System.Collections;
using System.Globalization;
using System.Reflection;
using static System.FormattableString;

namespace ModelDsl.Runtime.Training;

/// <summary>What a training begins with.</summary>
/// <param name="Network">What is trained.</param>
/// <param name="Optimizer">What updates it.</param>
/// <param name="Options">How.</param>
/// <param name="TrainExamples">The number of examples to learn from.</param>
/// <param name="TestExamples">The number of those to be measured on; null where there are none.</param>
/// <param name="Steps">Steps in an epoch.</param>
/// <param name="Epochs">The epochs that were run before, in a training that goes on from a checkpoint.</param>
public sealed record TrainingStart(
    Network Network, Optimizer Optimizer, TrainerOptions Options, int TrainExamples, int? TestExamples, int Steps, IReadOnlyList<EpochResult> Epochs)
{
    /// <summary>What else learns, each by its own optimiser.</summary>
    public IReadOnlyList<Learner> Others { get; init; } = [];

    /// <summary>All that decides what becomes of the training, but the examples themselves, as names and values for people: seeds, optimiser, options.</summary>
    public IReadOnlyList<(string Name, string Value)> Settings()
    {
        List<(string, string)> settings =
        [
            ("network", Network.Name),
            ("parameters", Invariant($"{Network.ParameterCount:#,0}")),
            ("network's seed", Invariant($"{Network.Seed}")),
            ("device", Network.Device.ToString()),
            ("precision", Network.Precision == Precision.BFloat16 ? "BFloat16" : Network.ElementType.ToString()),
            ("training examples", Invariant($"{TrainExamples:#,0}")),
        ];
        if (TestExamples is { } tests) settings.Add(("test examples", Invariant($"{tests:#,0}")));
        settings.Add(("optimiser", Describe(Optimizer)));
        foreach (var (name, network, optimizer) in Others) settings.Add((name, Invariant($"{network.Name}, {network.ParameterCount:#,0} parameters, seed {network.Seed}; {Describe(optimizer)}")));
        settings.AddRange(Values(Options));
        return settings;
    }

    private static string Describe(Optimizer optimizer) => $"{optimizer.GetType().Name}: {string.Join(", ", Values(optimizer).Select(value => $"{value.Name} {value.Value}"))}";

    /// <summary>The public properties that are set, as words: <c>BatchSize</c> is "batch size". What watches the training is none of its settings.</summary>
    private static IEnumerable<(string Name, string Value)> Values(object of) =>
        from property in of.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance)
        where property.GetIndexParameters().Length == 0 && !typeof(TrainingProgress).IsAssignableFrom(property.PropertyType)
        let value = property.GetValue(of)
        where value is string or not (null or IEnumerable)
        select (Words(property.Name), Convert.ToString(value, CultureInfo.InvariantCulture)!);

    private static string Words(string name) =>
        string.Concat(name.Select((letter, i) => i > 0 && char.IsUpper(letter) ? $" {char.ToLowerInvariant(letter)}" : $"{char.ToLowerInvariant(letter)}"));
}
