namespace ModelDsl.Runtime.Checkpoints;

/// <summary>A network's tensors held against others by their names.</summary>
/// <param name="Network">The network to fill.</param>
/// <param name="Targets">Its tensors that a given one has the name, type and shape of.</param>
/// <param name="OtherShapes">The names that agree where type or shape does not.</param>
/// <param name="Loaded">The same for people.</param>
internal sealed record WeightMatch(
    Network Network, IReadOnlyList<(string Name, Tensor Value)> Targets, IReadOnlyList<CheckpointProblem> OtherShapes, LoadedWeights Loaded)
{
    /// <param name="network">The network to fill.</param>
    /// <param name="source">Where the others are: a file, or a network's name.</param>
    /// <param name="given">The others: name, and type and shape in words.</param>
    public static WeightMatch Of(Network network, string source, IEnumerable<(string Name, string Description)> given)
    {
        var others = given.ToDictionary(tensor => tensor.Name, tensor => tensor.Description, StringComparer.Ordinal);
        var (targets, differing, missing) = (new List<(string, Tensor)>(), new List<CheckpointProblem>(), new List<string>());
        foreach (var (name, value) in NetworkCheckpoint.Tensors(network))
        {
            var expected = NetworkCheckpoint.Describe(value);
            if (!others.Remove(name, out var description)) missing.Add(name);
            else if (description == expected) targets.Add((name, value));
            else differing.Add(new CheckpointProblem(name, expected, description));
        }

        var loaded = new LoadedWeights(network.Name, source, [.. targets.Select(target => target.Item1)], missing, [.. others.Keys], differing);
        return new WeightMatch(network, targets, differing, loaded);
    }

    /// <summary>Why nothing can be loaded; null where it can.</summary>
    public string? Problem(bool skipOtherShapes)
    {
        if (OtherShapes.Count > 0 && !skipOtherShapes) return $"it does not fit {Network.Name}; what is to stay as it is can be left out with skipOtherShapes";
        return Targets.Count > 0 ? null
            : $"nothing fits {Network.Name}: it has {Some(Loaded.Missing)}, and there is {Some(Loaded.LeftOver)}";
    }

    private static string Some(IReadOnlyList<string> names) => names.Count switch
    {
        0 => "nothing",
        <= 3 => string.Join(", ", names),
        _ => $"{string.Join(", ", names.Take(3))} and {names.Count - 3} more",
    };
}
