using ModelDsl.Runtime.Checkpoints;

namespace ModelDsl.Runtime;

/// <summary>Takes over what another network has learned, tensor by tensor, where the names agree: the beginning of transfer learning.</summary>
public static class NetworkTransfer
{
    /// <summary>
    /// Reads the parameters and running statistics that have the names of this network's from a checkpoint of another network. What the file lacks stays as it
    /// is; what the network lacks is left in the file.
    /// </summary>
    /// <param name="network">The network to fill.</param>
    /// <param name="path">The file, of <see cref="NetworkCheckpoint.Save"/> or any other in the safetensors format.</param>
    /// <param name="skipOtherShapes">Whether tensors whose type or shape is another's are left out. Else they are an error.</param>
    /// <returns>What was taken, and what was not.</returns>
    /// <exception cref="CheckpointException">
    /// The file is damaged, no tensor has the name of one of the network's, or one has another type or shape. The network is unchanged.
    /// </exception>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    public static LoadedWeights LoadFrom(this Network network, string path, bool skipOtherShapes = false)
    {
        ArgumentNullException.ThrowIfNull(network);
        using var file = SafeTensorsFile.Open(path);
        var given = file.Tensors.Where(tensor => !OptimizerCheckpoint.IsState(tensor.Name) && !TrainingCheckpoint.IsState(tensor.Name))
            .Select(tensor => (tensor.Name, tensor.Describe()));
        var match = WeightMatch.Of(network, path, given);
        if (match.Problem(skipOtherShapes) is { } problem) throw new CheckpointException(path, problem, match.OtherShapes);
        using var read = StagedTensors.Read(file, match.Targets.Select(target => (file.Find(target.Name)!, target.Value)));
        read.Commit();
        return match.Loaded;
    }

    /// <summary>The same from a network, without a file. The two may live on different devices.</summary>
    /// <param name="network">The network to fill.</param>
    /// <param name="source">The network that has learned; it stays as it is.</param>
    /// <param name="skipOtherShapes">Whether tensors whose type or shape is another's are left out. Else they are an error.</param>
    /// <returns>What was taken, and what was not.</returns>
    /// <exception cref="ArgumentException">
    /// No tensor of the source has the name of one of the network's, or one has another type or shape. The network is unchanged.
    /// </exception>
    public static LoadedWeights LoadFrom(this Network network, Network source, bool skipOtherShapes = false)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(source);
        var tensors = NetworkCheckpoint.Tensors(source).ToDictionary(tensor => tensor.Name, tensor => tensor.Value, StringComparer.Ordinal);
        var match = WeightMatch.Of(network, source.Name, tensors.Select(tensor => (tensor.Key, NetworkCheckpoint.Describe(tensor.Value))));
        if (match.Problem(skipOtherShapes) is { } problem)
            throw new ArgumentException(string.Join("\n  ", [$"{source.Name}: {problem}", .. match.OtherShapes]), nameof(source));
        foreach (var (name, value) in match.Targets) value.Dispatcher.Aten.CopyInPlace(value.Handle, tensors[name].PlainToRead);
        return match.Loaded;
    }
}
