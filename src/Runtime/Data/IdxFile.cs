using System.Buffers.Binary;
using System.Globalization;
using System.IO.Compression;

namespace ModelDsl.Runtime.Data;

/// <summary>
/// An array of unsigned bytes in the IDX format of the MNIST files (yann.lecun.com/exdb/mnist): two zero bytes, the element type,
/// the number of dimensions, each size as a big-endian 32-bit number, then the values, the last dimension varying fastest.
/// Files packed with gzip are told by their first bytes and unpacked while they are read.
/// </summary>
public sealed class IdxFile
{
    private const byte UnsignedByte = 0x08;
    private const int BufferSize = 1 << 16;
    private const int FirstPiece = 1 << 20;

    private readonly int[] _sizes;

    private IdxFile(string path, int[] sizes, byte[] values)
    {
        Path = path;
        _sizes = sizes;
        Values = values;
    }

    /// <summary>The file it was read from.</summary>
    public string Path { get; }

    /// <summary>The size of each dimension, slowest first: [count, rows, columns] of images, [count] of labels.</summary>
    public IReadOnlyList<int> Sizes => _sizes;

    /// <summary>The number of examples: the size of the first dimension.</summary>
    public int Count => _sizes[0];

    /// <summary>The values of all examples, one after the other.</summary>
    public byte[] Values { get; }

    /// <summary>Reads an idx3-ubyte file: [count, rows, columns].</summary>
    /// <exception cref="DataFileException">Not such a file, cut short, too long, or damaged.</exception>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    public static IdxFile ReadImages(string path) => Read(path, dimensions: 3);

    /// <summary>Reads an idx1-ubyte file: [count], each value below <paramref name="classes"/>.</summary>
    /// <exception cref="DataFileException">Not such a file, cut short, too long, damaged, or with a label out of range.</exception>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    public static IdxFile ReadLabels(string path, int classes)
    {
        var file = Read(path, dimensions: 1);
        for (int i = 0; i < file.Values.Length; i++)
        {
            if (file.Values[i] >= classes)
                throw new DataFileException(path, HeaderLength(1) + i, $"a label from 0 to {classes - 1}", Number(file.Values[i]));
        }

        return file;
    }

    /// <summary>Reads an IDX file of unsigned bytes with the given number of dimensions (1 to 255).</summary>
    /// <exception cref="DataFileException">Not such a file, cut short, too long, or damaged.</exception>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    public static IdxFile Read(string path, int dimensions)
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentOutOfRangeException.ThrowIfLessThan(dimensions, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(dimensions, 255);
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, BufferSize, FileOptions.SequentialScan);
        using var data = IsGzip(file) ? new GZipStream(file, CompressionMode.Decompress) : (Stream)file;
        var reader = new Reader(path, data);
        var sizes = ReadHeader(reader, dimensions, out int length);
        var values = ReadValues(reader, sizes, length);
        reader.ExpectEnd(Describe(sizes));
        return new IdxFile(path, sizes, values);
    }

    private static bool IsGzip(FileStream file)
    {
        bool packed = file.ReadByte() == 0x1f && file.ReadByte() == 0x8b;
        file.Position = 0;
        return packed;
    }

    private static int[] ReadHeader(Reader reader, int dimensions, out int length)
    {
        var header = new byte[HeaderLength(dimensions)];
        var plural = dimensions == 1 ? "" : "s";
        var expectedMagic = $"magic number 0x0000{UnsignedByte:x2}{dimensions:x2} (unsigned bytes, {dimensions} dimension{plural})";
        reader.Fill(header.AsSpan(0, 4), expectedMagic);
        uint magic = BinaryPrimitives.ReadUInt32BigEndian(header);
        if (magic != (uint)(UnsignedByte << 8 | dimensions)) throw reader.Error(0, expectedMagic, $"0x{magic:x8}");

        reader.Fill(header.AsSpan(4), $"{dimensions} size{plural} of 4 bytes");
        var sizes = new int[dimensions];
        long total = 1;
        for (int i = 0; i < dimensions; i++)
        {
            int at = 4 + 4 * i;
            uint size = BinaryPrimitives.ReadUInt32BigEndian(header.AsSpan(at));
            if (size == 0) throw reader.Error(at, $"the size of dimension {i + 1}, at least 1", "0");
            if (size > Array.MaxLength / total) throw reader.Error(at, $"at most {Array.MaxLength} values in all", $"{total} x {size}");
            sizes[i] = (int)size;
            total *= size;
        }

        length = (int)total;
        return sizes;
    }

    /// <summary>Grows with what is really there, so that a damaged size does not cost gigabytes before it is noticed.</summary>
    private static byte[] ReadValues(Reader reader, int[] sizes, int length)
    {
        var expected = $"{length} values of {Describe(sizes)}";
        var values = new byte[Math.Min(length, FirstPiece)];
        reader.Fill(values, expected);
        while (values.Length < length)
        {
            int read = values.Length;
            Array.Resize(ref values, (int)Math.Min(length, 2L * read));
            reader.Fill(values.AsSpan(read), expected);
        }

        return values;
    }

    private static int HeaderLength(int dimensions) => 4 + 4 * dimensions;

    private static string Describe(int[] sizes) => string.Join(" x ", sizes.Select(size => Number(size)));

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);

    /// <summary>A stream that knows its file and how far it has come, for errors that name both.</summary>
    private sealed class Reader(string path, Stream data)
    {
        private long _position;

        public DataFileException Error(long offset, string expected, string found, Exception? inner = null) =>
            new(path, offset, expected, found, inner);

        public void Fill(Span<byte> target, string expected)
        {
            while (target.Length > 0)
            {
                int read = Read(target);
                if (read == 0) throw Error(_position, expected, "the end of the file");
                target = target[read..];
            }
        }

        public void ExpectEnd(string sizes)
        {
            long end = _position;
            Span<byte> next = stackalloc byte[1];
            if (Read(next) != 0) throw Error(end, $"the end of the file after {sizes} values", "more data");
        }

        private int Read(Span<byte> target)
        {
            try
            {
                int read = data.Read(target);
                _position += read;
                return read;
            }
            catch (InvalidDataException e)
            {
                throw Error(_position, "intact gzip data", $"a damaged block ({e.Message})", e);
            }
        }
    }
}
