using System.Buffers.Binary;
using System.IO.Compression;

namespace ModelDsl.Runtime.Tests.Data;

/// <summary>Makes small IDX files.</summary>
internal static class Idx
{
    public static byte[] Images(int count, int height, int width, byte[]? pixels = null) =>
        [0, 0, 8, 3, .. Size(count), .. Size(height), .. Size(width), .. pixels ?? Counting(count * height * width)];

    public static byte[] Labels(params byte[] labels) => [0, 0, 8, 1, .. Size(labels.Length), .. labels];

    public static byte[] Size(int size)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(bytes, size);
        return bytes;
    }

    public static byte[] Counting(int count) => [.. Enumerable.Range(0, count).Select(i => (byte)i)];

    public static byte[] Gzip(byte[] content)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Optimal)) gzip.Write(content);
        return packed.ToArray();
    }
}
