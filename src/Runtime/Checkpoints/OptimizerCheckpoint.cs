namespace ModelDsl.Runtime.Checkpoints;

/// <summary>An optimiser's state within a network's checkpoint: "optimizer/conv1.weight/velocity".</summary>
internal static class OptimizerCheckpoint
{
    private const string Prefix = "optimizer/";
    private const string TypeKey = "optimizer";

    public static bool IsState(string tensor) => tensor.StartsWith(Prefix, StringComparison.Ordinal);

    /// <param name="optimizer">Whose state it is.</param>
    /// <param name="tensors">Where its tensors go.</param>
    /// <param name="metadata">Where its kind is noted.</param>
    /// <param name="scope">What their names begin with.</param>
    public static void Add(Optimizer optimizer, List<(string Name, Tensor Value)> tensors, Dictionary<string, string> metadata, string scope = "")
    {
        tensors.AddRange(optimizer.State.Select(state => (scope + Prefix + state.Name, state.Value)));
        metadata[scope + TypeKey] = optimizer.GetType().Name;
    }

    /// <summary>Reads the optimiser's state, or throws and changes nothing; <see cref="StagedState.Commit"/> gives it to the optimiser.</summary>
    public static StagedState Read(Optimizer optimizer, Network network, SafeTensorsFile file, string scope = "")
    {
        var wanted = optimizer.GetType().Name;
        var saved = file.Metadata.TryGetValue(scope + TypeKey, out var type) ? $"the state of {type}" : "no optimiser's state";
        if (type != wanted) throw new CheckpointException(file.Path, $"holds {saved}{(scope.Length > 0 ? $" under '{scope}'" : "")}; {wanted} was to be restored");
        var (prefix, state) = (scope + Prefix, new Dictionary<string, Tensor>(StringComparer.Ordinal));
        try
        {
            foreach (var tensor in file.Tensors.Where(tensor => tensor.Name.StartsWith(prefix, StringComparison.Ordinal)))
                state.Add(tensor.Name[prefix.Length..], StagedTensors.Read(file, tensor));
            return new StagedState(state, optimizer.CheckState(network.Parameters, state));
        }
        catch (Exception e)
        {
            foreach (var tensor in state.Values) tensor.Dispose();
            if (e is ArgumentException) throw new CheckpointException(file.Path, e.Message, e);
            throw;
        }
    }

    /// <summary>An optimiser's state, read and checked.</summary>
    public sealed class StagedState(Dictionary<string, Tensor> state, Action commit) : IDisposable
    {
        public void Commit() => commit();

        public void Dispose()
        {
            foreach (var tensor in state.Values) tensor.Dispose();
        }
    }
}
