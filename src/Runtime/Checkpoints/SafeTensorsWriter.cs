using ModelDsl.Runtime.Data;

namespace ModelDsl.Runtime.Checkpoints;

/// <summary>
/// Writes named tensors as a safetensors file: to a temporary file beside it, flushed to the disk, then renamed, so that the file
/// is always whole.
/// </summary>
internal static class SafeTensorsWriter
{
    private const int LargestWrite = 1 << 26;

    public static void Write(string path, IReadOnlyList<(string Name, Tensor Value)> tensors, IReadOnlyDictionary<string, string> metadata)
    {
        var full = Path.GetFullPath(path);
        if (Directory.Exists(full)) throw new CheckpointException(path, "a directory, not a file");
        var folder = Path.GetDirectoryName(full)!;
        if (!Directory.Exists(folder)) throw new CheckpointException(path, $"there is no folder {folder}");
        var temporary = Path.Combine(folder, $".{Path.GetFileName(full)}.{Guid.NewGuid():n}.tmp");
        var file = Create(temporary, path);
        try
        {
            using (file)
            {
                file.Write(SafeTensorsHeader.Write(Lay(tensors), metadata));
                foreach (var (_, value) in tensors) WriteData(file, value);
                file.Flush(flushToDisk: true);
            }

            File.Move(temporary, full, overwrite: true);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }

    /// <summary>The temporary file; where it cannot be made, the error names the one that was asked for.</summary>
    private static FileStream Create(string temporary, string path)
    {
        try
        {
            return new FileStream(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0);
        }
        catch (UnauthorizedAccessException e)
        {
            throw new CheckpointException(path, "its folder may not be written to", e);
        }
    }

    private static IEnumerable<SafeTensor> Lay(IReadOnlyList<(string Name, Tensor Value)> tensors)
    {
        long offset = 0;
        foreach (var (name, value) in tensors)
        {
            long length = value.Length * value.ElementType.Size();
            yield return new SafeTensor(name, SafeTensorType.NameOf(value.ElementType), value.Sizes, offset, length);
            offset += length;
        }
    }

    private static void WriteData(FileStream file, Tensor value)
    {
        using var plain = Tensor.Empty(value.Sizes, value.ElementType); // row-major and in host memory, whatever the network keeps
        plain.Dispatcher.Aten.CopyInPlace(plain.Handle, value.Handle);
        long length = plain.Length * plain.ElementType.Size();
        for (long at = 0; at < length; at += LargestWrite)
            file.Write(HostMemory.Bytes(plain, at, (int)Math.Min(LargestWrite, length - at)));
    }
}
