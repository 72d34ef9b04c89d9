using ModelDsl.Runtime.Checkpoints;

namespace ModelDsl.Runtime;

/// <summary>Saves and loads networks as safetensors files: every parameter and buffer under its name in the <c>.net</c> file.</summary>
public static class NetworkCheckpoint
{
    private const string ModelKey = "model";

    /// <summary>
    /// Writes the parameters and buffers, and the optimiser's state where one is given. The file appears whole or not at all: it is
    /// written under another name beside it, flushed to the disk and renamed, in the place of an older file.
    /// </summary>
    /// <param name="network">The network to save.</param>
    /// <param name="path">The file, by custom "*.safetensors".</param>
    /// <param name="optimizer">What to go on training with later.</param>
    /// <param name="metadata">What else to note, as text.</param>
    /// <exception cref="IOException">The folder does not exist or cannot be written to.</exception>
    public static void Save(
        this Network network, string path, Optimizer? optimizer = null, IReadOnlyDictionary<string, string>? metadata = null) =>
        SaveAll(network, path, optimizer, metadata, []);

    /// <summary>The same with further tensors, whose names <see cref="TrainingCheckpoint.IsState"/> knows.</summary>
    internal static void SaveAll(
        Network network, string path, Optimizer? optimizer, IReadOnlyDictionary<string, string>? metadata, IEnumerable<(string Name, Tensor Value)> more)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentException.ThrowIfNullOrEmpty(path);
        var notes = new Dictionary<string, string>(metadata ?? new Dictionary<string, string>()) { [ModelKey] = network.Name };
        var tensors = Tensors(network);
        if (optimizer is not null) OptimizerCheckpoint.Add(optimizer, tensors, notes);
        tensors.AddRange(more);
        SafeTensorsWriter.Write(path, tensors, notes);
    }

    /// <summary>Reads what <see cref="Save"/> wrote, by name.</summary>
    /// <param name="network">The network to fill.</param>
    /// <param name="path">The file.</param>
    /// <param name="optimizer">The optimiser to give the saved state to; without one, a state in the file is left alone.</param>
    /// <exception cref="CheckpointException">
    /// The file is damaged, or a tensor is missing, is not the network's, or has another type or shape; all of them are listed. Network
    /// and optimiser are unchanged.
    /// </exception>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    public static void Load(this Network network, string path, Optimizer? optimizer = null)
    {
        ArgumentNullException.ThrowIfNull(network);
        using var file = SafeTensorsFile.Open(path);
        var own = Tensors(network);
        if (Problems(file, own) is { Count: > 0 } problems)
        {
            var model = file.Metadata.TryGetValue(ModelKey, out var written) ? $", a checkpoint of {written}," : "";
            throw new CheckpointException(path, $"the file{model} does not fit {network.Name}", problems);
        }

        using var read = StagedTensors.Read(file, own.Select(tensor => (file.Find(tensor.Name)!, tensor.Value)));
        using var state = optimizer is null ? null : OptimizerCheckpoint.Read(optimizer, network, file);
        read.Commit();
        state?.Commit();
    }

    /// <summary>
    /// Reads the weights of another library's network of the same architecture, whatever their names are: its parameters, in the order
    /// of the file's header, go to this network's in theirs, and its running means and variances to this network's buffers. Counters
    /// named num_batches_tracked are skipped. PyTorch's state dict is in this order when it is written as it is iterated
    /// (safetensors.torch.save_file sorts it: give its names as <paramref name="order"/> then).
    /// </summary>
    /// <param name="network">The network to fill.</param>
    /// <param name="path">The file.</param>
    /// <param name="prefix">Reads only the tensors whose names begin with this.</param>
    /// <param name="order">The names in the order of the network's layers, without the prefix; the header's order when not given.</param>
    /// <exception cref="CheckpointException">
    /// The file is damaged, or a tensor does not have the type and shape of its counterpart; the first such is named. The network
    /// is unchanged.
    /// </exception>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    public static void LoadByOrder(this Network network, string path, string prefix = "", IEnumerable<string>? order = null)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(prefix);
        using var file = SafeTensorsFile.Open(path);
        using var read = StagedTensors.Read(file, ForeignOrder.Match(file, network, prefix, order));
        read.Commit();
    }

    /// <summary>Element type and shape in the format's words: "F32 [6, 1, 5, 5]".</summary>
    internal static string Describe(Tensor value) => SafeTensor.Describe(SafeTensorType.NameOf(value.ElementType), value.Sizes);

    internal static List<(string Name, Tensor Value)> Tensors(Network network) =>
    [
        .. network.Parameters.Select(parameter => (parameter.Name, parameter.Value)),
        .. network.Buffers.Select(buffer => (buffer.Name, buffer.Value)),
    ];

    private static List<CheckpointProblem> Problems(SafeTensorsFile file, List<(string Name, Tensor Value)> own)
    {
        var problems = new List<CheckpointProblem>();
        foreach (var (name, value) in own)
        {
            var expected = Describe(value);
            var given = file.Find(name)?.Describe() ?? "no such tensor";
            if (given != expected) problems.Add(new CheckpointProblem(name, expected, given));
        }

        var names = own.Select(tensor => tensor.Name).ToHashSet(StringComparer.Ordinal);
        var extras = file.Tensors.Where(tensor => !names.Contains(tensor.Name) && !OptimizerCheckpoint.IsState(tensor.Name) && !TrainingCheckpoint.IsState(tensor.Name));
        problems.AddRange(extras.Select(extra => new CheckpointProblem(extra.Name, "no such tensor", extra.Describe())));
        return problems;
    }
}
