using System.Buffers.Binary;
using Microsoft.Win32.SafeHandles;
using static System.FormattableString;

namespace ModelDsl.Runtime.Checkpoints;

/// <summary>
/// A file of named tensors in the safetensors format (https://github.com/huggingface/safetensors#format), open for reading: the length
/// of the header, the header as JSON, the tensors' little-endian data. Its header has been checked against the format and the
/// file's length.
/// </summary>
public sealed class SafeTensorsFile : IDisposable
{
    /// <summary>The format's own limit; a foreign file's first bytes usually ask for more.</summary>
    private const long MaximalHeader = 100_000_000;

    private const int LargestRead = 1 << 28;

    private readonly SafeFileHandle _file;
    private readonly long _dataStart;
    private readonly Dictionary<string, SafeTensor> _byName;

    private SafeTensorsFile(
        string path, SafeFileHandle file, long dataStart, IReadOnlyList<SafeTensor> tensors, IReadOnlyDictionary<string, string> metadata)
    {
        Path = path;
        _file = file;
        _dataStart = dataStart;
        Tensors = tensors;
        Metadata = metadata;
        _byName = tensors.ToDictionary(tensor => tensor.Name, StringComparer.Ordinal);
    }

    /// <summary>The file's path.</summary>
    public string Path { get; }

    /// <summary>The tensors, in the order of the header.</summary>
    public IReadOnlyList<SafeTensor> Tensors { get; }

    /// <summary>What the writer noted beside the tensors.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>Opens a file and reads its header.</summary>
    /// <exception cref="CheckpointException">It is not a safetensors file, breaks the format's rules, or is cut short.</exception>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    public static SafeTensorsFile Open(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        if (Directory.Exists(path)) throw new CheckpointException(path, "a directory, not a file");
        var file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.Read, FileOptions.SequentialScan);
        try
        {
            long length = RandomAccess.GetLength(file);
            var json = ReadHeader(path, file, length);
            long dataStart = SafeTensorsHeader.LengthBytes + json.Length;
            var (tensors, metadata) = SafeTensorsHeader.Parse(path, json, length - dataStart);
            return new SafeTensorsFile(path, file, dataStart, tensors, metadata);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>The tensor with this name, or null.</summary>
    public SafeTensor? Find(string name) => _byName.GetValueOrDefault(name);

    /// <summary>Reads bytes of a tensor, from its byte <paramref name="offset"/> on.</summary>
    /// <exception cref="CheckpointException">The file has become shorter.</exception>
    public void Read(SafeTensor tensor, long offset, Span<byte> target)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(offset + target.Length, tensor.Length, nameof(offset));
        long position = _dataStart + tensor.Offset + offset;
        while (target.Length > 0)
        {
            int read = RandomAccess.Read(_file, target[..Math.Min(target.Length, LargestRead)], position);
            if (read == 0) throw new CheckpointException(Path, $"tensor '{tensor.Name}' cannot be read to its end");
            target = target[read..];
            position += read;
        }
    }

    public void Dispose() => _file.Dispose();

    private static byte[] ReadHeader(string path, SafeFileHandle file, long length)
    {
        Span<byte> first = stackalloc byte[SafeTensorsHeader.LengthBytes];
        if (length < first.Length || RandomAccess.Read(file, first, 0) < first.Length)
            throw SafeTensorsHeader.Foreign(path, Invariant($"it has {length} bytes only"));
        ulong headerLength = BinaryPrimitives.ReadUInt64LittleEndian(first);
        if (headerLength > MaximalHeader || (long)headerLength > length - first.Length)
        {
            var header = Invariant($"a header of {headerLength} bytes");
            throw SafeTensorsHeader.Foreign(path,
                Invariant($"its first 8 bytes announce {header}, but it has {length} in all; foreign, or cut short"));
        }

        var json = new byte[headerLength];
        int at = 0;
        while (at < json.Length)
        {
            int read = RandomAccess.Read(file, json.AsSpan(at), first.Length + at);
            if (read == 0) throw SafeTensorsHeader.Foreign(path, "its header cannot be read to its end");
            at += read;
        }

        return json;
    }
}
