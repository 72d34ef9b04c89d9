using System.Text.Json;
using System.Text.Json.Serialization;

namespace ModelDsl.Runtime.Training;

/// <summary>Where a training is, besides the tensors: what its checkpoint notes as text.</summary>
/// <param name="Epoch">The epoch under way, from 1.</param>
/// <param name="Steps">Steps of it that were done.</param>
/// <param name="Examples">Examples of it that were learned from.</param>
/// <param name="Loss">The sum of their losses.</param>
/// <param name="Results">The epochs that were run to their end.</param>
/// <param name="Random">The state of the network's random numbers.</param>
/// <param name="Elapsed">How long it took so far.</param>
/// <param name="Order">What the order of the examples depends on.</param>
/// <param name="LossParts">The sums of the parts of their losses; null where nobody asked for them.</param>
/// <param name="Frozen">The parameters that were frozen; null in a file of a time when nobody noted them.</param>
/// <param name="OthersRandom">The states of the random numbers of what learns beside the network, by its name; null where nothing does.</param>
internal sealed record TrainingPosition(
    int Epoch, int Steps, int Examples, double Loss, IReadOnlyList<EpochResult> Results, byte[] Random, TimeSpan Elapsed, ExampleOrderKey Order, double[]? LossParts = null,
    IReadOnlyList<string>? Frozen = null, Dictionary<string, byte[]>? OthersRandom = null)
{
    public string ToJson() => JsonSerializer.Serialize(this, TrainingPositionJson.Default.TrainingPosition);

    /// <exception cref="JsonException">The text is not what <see cref="ToJson"/> writes.</exception>
    public static TrainingPosition FromJson(string text) =>
        JsonSerializer.Deserialize(text, TrainingPositionJson.Default.TrainingPosition) ?? throw new JsonException("It is empty.");
}

/// <summary>What decides which examples a step learns from.</summary>
internal sealed record ExampleOrderKey(int Examples, int BatchSize, int Seed, bool DropLast)
{
    public override string ToString() =>
        FormattableString.Invariant($"{Examples} examples in batches of {BatchSize}, seed {Seed}{(DropLast ? ", without a smaller last one" : "")}");
}

[JsonSourceGenerationOptions(NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals)]
[JsonSerializable(typeof(TrainingPosition))]
internal sealed partial class TrainingPositionJson : JsonSerializerContext;
