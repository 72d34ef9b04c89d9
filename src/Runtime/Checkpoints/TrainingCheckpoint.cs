using System.Text.Json;
using ModelDsl.Runtime.Training;

namespace ModelDsl.Runtime.Checkpoints;

/// <summary>
/// A training in the middle: a network's checkpoint with its optimiser's state, the position as text under "training", copies of the network's tensors, its best or
/// average ones, under "training/best/conv1.weight", and what learns beside it under "training/discriminator/conv1.weight", with its optimiser's state.
/// </summary>
internal static class TrainingCheckpoint
{
    private const string Key = "training";

    public static bool IsState(string tensor) => tensor.StartsWith(Key + "/", StringComparison.Ordinal);

    public static void Save(
        string path, Network network, Optimizer optimizer, TrainingPosition position, IEnumerable<(string Role, NetworkCopy Copy)> copies, IReadOnlyList<Learner> others)
    {
        var notes = new Dictionary<string, string> { [Key] = position.ToJson() };
        List<(string, Tensor)> more = [.. copies.SelectMany(copy => copy.Copy.Tensors.Select(tensor => (NameOf(copy.Role, tensor.Name), tensor.Value)))];
        foreach (var other in others)
        {
            more.AddRange(NetworkCheckpoint.Tensors(other.Network).Select(tensor => (NameOf(other.Name, tensor.Name), tensor.Value)));
            OptimizerCheckpoint.Add(other.Optimizer, more, notes, NameOf(other.Name, ""));
        }

        NetworkCheckpoint.SaveAll(network, path, optimizer, notes, more);
    }

    /// <summary>Gives network, optimiser, random numbers, copies and what learns beside them what was saved. They are unchanged where it throws.</summary>
    /// <exception cref="CheckpointException">The file is damaged, is none of a training, or is another training's.</exception>
    public static TrainingPosition Load(
        string path, Network network, Optimizer optimizer, ExampleOrderKey order, IReadOnlyList<(string Role, NetworkCopy Copy)> copies, IReadOnlyList<Learner> others)
    {
        using var file = SafeTensorsFile.Open(path);
        var position = PositionIn(file);
        if (position.Order != order) throw new CheckpointException(path, $"its training goes over {position.Order}; this one goes over {order}");
        if (position.Frozen is { } frozen) CheckFrozen(path, frozen, Frozen(network));
        var random = RandomOf(path, position, others);
        var roles = copies.Select(copy => (copy.Role, copy.Copy.Tensors)).Concat(others.Select(other => (Role: other.Name, Tensors: NetworkCheckpoint.Tensors(other.Network).AsEnumerable())));
        using var staged = StagedTensors.Read(file, roles.SelectMany(role => role.Tensors.Select(tensor => Pair(file, role.Role, tensor))));
        var states = new List<OptimizerCheckpoint.StagedState>();
        try
        {
            foreach (var other in others) states.Add(OptimizerCheckpoint.Read(other.Optimizer, other.Network, file, NameOf(other.Name, "")));
            network.Load(path, optimizer);
            network.Random.SetState(position.Random);
            staged.Commit();
            foreach (var state in states) state.Commit();
            for (int i = 0; i < others.Count; i++) others[i].Network.Random.SetState(random[i]);
        }
        finally
        {
            foreach (var state in states) state.Dispose();
        }

        return position;
    }

    /// <summary>The parameters that a training leaves as they are.</summary>
    public static string[] Frozen(Network network) => [.. network.Parameters.Where(parameter => parameter.IsFrozen).Select(parameter => parameter.Name)];

    /// <summary>The random numbers' states of what learns beside the network.</summary>
    public static Dictionary<string, byte[]> RandomOf(IEnumerable<Learner> others) => others.ToDictionary(other => other.Name, other => other.Network.Random.GetState());

    private static byte[][] RandomOf(string path, TrainingPosition position, IReadOnlyList<Learner> others)
    {
        var saved = position.OthersRandom ?? [];
        if (saved.Keys.ToHashSet().SetEquals(others.Select(other => other.Name))) return [.. others.Select(other => saved[other.Name])];
        throw new CheckpointException(path, $"beside its network {Names(saved.Keys)} learns; here {Names(others.Select(other => other.Name))} does");

        static string Names(IEnumerable<string> names) => string.Join(" and ", names.DefaultIfEmpty("nothing").Order(StringComparer.Ordinal));
    }

    private static void CheckFrozen(string path, IReadOnlyList<string> then, string[] now)
    {
        string[] missing = [.. then.Except(now)], more = [.. now.Except(then)];
        if (missing.Length + more.Length == 0) return;
        throw new CheckpointException(path, $"its training {(missing.Length > 0 ? $"has {Some(missing)} frozen, which learn" : $"lets {Some(more)} learn, which are frozen")} here; freeze the same before going on");
    }

    private static string Some(string[] names) => names.Length > 4 ? $"{string.Join(", ", names.Take(3))} and {names.Length - 3} more" : string.Join(", ", names);

    private static TrainingPosition PositionIn(SafeTensorsFile file)
    {
        if (!file.Metadata.TryGetValue(Key, out var text))
            throw new CheckpointException(file.Path, "holds a network, but no training to go on with; move it away, or name another file as the training's checkpoint");
        try
        {
            return TrainingPosition.FromJson(text);
        }
        catch (JsonException e)
        {
            throw new CheckpointException(file.Path, $"the training's position in it cannot be read: {e.Message}", e);
        }
    }

    private static (SafeTensor Source, Tensor Target) Pair(SafeTensorsFile file, string role, (string Name, Tensor Value) tensor)
    {
        var name = NameOf(role, tensor.Name);
        var expected = NetworkCheckpoint.Describe(tensor.Value);
        var source = file.Find(name);
        var given = source?.Describe() ?? "no such tensor";
        return given == expected
            ? (source!, tensor.Value)
            : throw new CheckpointException(file.Path, "the training in it is not this one", [new CheckpointProblem(name, expected, given)]);
    }

    private static string NameOf(string role, string tensor) => $"{Key}/{role}/{tensor}";
}
