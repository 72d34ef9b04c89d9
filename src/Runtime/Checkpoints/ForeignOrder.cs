using static System.FormattableString;

namespace ModelDsl.Runtime.Checkpoints;

/// <summary>Matches another library's weights to a network's by their order, where the names tell nothing.</summary>
internal static class ForeignOrder
{
    private const string Counter = "num_batches_tracked";
    private static readonly string[] Statistics = ["running_mean", "running_var"];

    /// <summary>Pairs the file's tensors and the network's one to one, or throws naming the first that does not fit.</summary>
    public static IEnumerable<(SafeTensor Source, Tensor Target)> Match(
        SafeTensorsFile file, Network network, string prefix, IEnumerable<string>? order)
    {
        var given = Ordered(file, prefix, order)
            .Where(tensor => !tensor.Name.EndsWith(Counter, StringComparison.Ordinal))
            .ToLookup(IsStatistic);
        return
        [
            .. Pair(file, given[false], [.. network.Parameters.Select(parameter => (parameter.Name, parameter.Value))], "parameters"),
            .. Pair(file, given[true], [.. network.Buffers.Select(buffer => (buffer.Name, buffer.Value))], "running statistics"),
        ];
    }

    /// <summary>Running statistics lie among the parameters in a state dict; here they are buffers, in a list of their own.</summary>
    private static bool IsStatistic(SafeTensor tensor) => Statistics.Any(name => tensor.Name.EndsWith(name, StringComparison.Ordinal));

    private static IEnumerable<SafeTensor> Ordered(SafeTensorsFile file, string prefix, IEnumerable<string>? order) => order is null
        ? file.Tensors.Where(tensor => tensor.Name.StartsWith(prefix, StringComparison.Ordinal))
        : order.Select(name => file.Find(prefix + name) ?? throw Error(file, $"there is no tensor '{prefix}{name}'"));

    private static IEnumerable<(SafeTensor Source, Tensor Target)> Pair(
        SafeTensorsFile file, IEnumerable<SafeTensor> given, (string Name, Tensor Value)[] wanted, string kind)
    {
        int next = 0;
        foreach (var source in given)
        {
            if (next == wanted.Length)
                throw Error(file, Invariant($"'{source.Name}' is left over: the network has {wanted.Length} {kind}"));
            var (name, target) = wanted[next++];
            var expected = NetworkCheckpoint.Describe(target);
            if (source.Describe() != expected)
            {
                var problem = new CheckpointProblem($"'{source.Name}' for {name}", expected, source.Describe());
                throw new CheckpointException(file.Path, $"the order of its {kind} does not fit the network's", [problem]);
            }

            yield return (source, target);
        }

        if (next < wanted.Length)
            throw Error(file, Invariant($"nothing is left for {wanted[next].Name}: {next} of {wanted.Length} {kind} found"));
    }

    private static CheckpointException Error(SafeTensorsFile file, string message) => new(file.Path, message);
}
