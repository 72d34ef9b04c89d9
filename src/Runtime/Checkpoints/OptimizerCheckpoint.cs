namespace ModelDsl.Runtime.Checkpoints;

/// <summary>An optimiser's state within a network's checkpoint: "optimizer/conv1.weight/velocity".</summary>
internal static class OptimizerCheckpoint
{
    private const string Prefix = "optimizer/";
    private const string TypeKey = "optimizer";

    public static bool IsState(string tensor) => tensor.StartsWith(Prefix, StringComparison.Ordinal);

    public static void Add(Optimizer optimizer, List<(string Name, Tensor Value)> tensors, Dictionary<string, string> metadata)
    {
        tensors.AddRange(optimizer.State.Select(state => (Prefix + state.Name, state.Value)));
        metadata[TypeKey] = optimizer.GetType().Name;
    }

    /// <summary>Gives the state in the file to the optimiser, or throws and changes nothing.</summary>
    public static void Restore(Optimizer optimizer, Network network, SafeTensorsFile file)
    {
        var wanted = optimizer.GetType().Name;
        var saved = file.Metadata.TryGetValue(TypeKey, out var type) ? $"the state of {type}" : "no optimiser's state";
        if (type != wanted) throw new CheckpointException(file.Path, $"holds {saved}; {wanted} was to be restored");
        var state = new Dictionary<string, Tensor>(StringComparer.Ordinal);
        try
        {
            foreach (var tensor in file.Tensors.Where(tensor => IsState(tensor.Name)))
                state.Add(tensor.Name[Prefix.Length..], StagedTensors.Read(file, tensor));
            optimizer.Restore(network.Parameters, state);
        }
        catch (ArgumentException e)
        {
            throw new CheckpointException(file.Path, e.Message, e);
        }
        finally
        {
            foreach (var tensor in state.Values) tensor.Dispose();
        }
    }
}
