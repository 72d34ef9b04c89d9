using ModelDsl.Runtime.Data;

namespace ModelDsl.Runtime.Checkpoints;

/// <summary>
/// Tensors read from a file and meant for a network's, until <see cref="Commit"/>. Everything is read before the first number of the
/// network changes, so that a disk that fails half-way leaves it as it was.
/// </summary>
internal sealed class StagedTensors : IDisposable
{
    private const int LargestRead = 1 << 26;

    private readonly List<(Tensor Source, Tensor Target)> _tensors = [];

    private StagedTensors()
    {
    }

    /// <summary>Reads each source, whose type and shape are the target's.</summary>
    public static StagedTensors Read(SafeTensorsFile file, IEnumerable<(SafeTensor Source, Tensor Target)> pairs)
    {
        var staged = new StagedTensors();
        try
        {
            foreach (var (source, target) in pairs) staged._tensors.Add((Read(file, source), target));
            return staged;
        }
        catch
        {
            staged.Dispose();
            throw;
        }
    }

    /// <summary>One tensor, row-major in host memory.</summary>
    public static Tensor Read(SafeTensorsFile file, SafeTensor source)
    {
        var type = SafeTensorType.TypeOf(source.Type)
            ?? throw new CheckpointException(file.Path, $"tensor '{source.Name}' is {source.Type}, which no tensor here can be");
        var tensor = Tensor.Empty([.. source.Shape], type);
        try
        {
            for (long at = 0; at < source.Length; at += LargestRead)
                file.Read(source, at, HostMemory.Bytes(tensor, at, (int)Math.Min(LargestRead, source.Length - at)));
            return tensor;
        }
        catch
        {
            tensor.Dispose();
            throw;
        }
    }

    /// <summary>Writes what was read to its targets.</summary>
    public void Commit()
    {
        foreach (var (source, target) in _tensors) target.Dispatcher.Aten.CopyInPlace(target.Handle, source.Handle);
    }

    public void Dispose()
    {
        foreach (var (source, _) in _tensors) source.Dispose();
    }
}
