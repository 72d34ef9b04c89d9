using System.Buffers.Binary;
using System.IO.Compression;

namespace ModelDsl.Runtime.Data;

/// <summary>
/// PNG images (ISO/IEC 15948). Written here, without a library: eight bits a value, grey or red, green and blue, one IDAT chunk, rows not
/// filtered. Read with libpng.
/// </summary>
public static class PngFile
{
    private static ReadOnlySpan<byte> Signature => [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0d, 0x0a, 0x1a, 0x0a];

    /// <summary>Reads a PNG file: grey or coloured as it is, eight bits a value, an alpha channel left out.</summary>
    /// <exception cref="DataFileException">The file is no PNG image, or damaged.</exception>
    /// <exception cref="DllNotFoundException">libpng is not installed; the message names Debian's package.</exception>
    public static Picture Read(string path)
    {
        var decoded = LibPng.Decode(path, File.ReadAllBytes(path));
        var picture = decoded.ToPicture();
        decoded.Return();
        return picture;
    }

    /// <summary>Writes a picture.</summary>
    public static void Write(string path, Picture picture)
    {
        ArgumentNullException.ThrowIfNull(picture);
        Write(path, picture.Pixels, picture.Height, picture.Width, picture.Channels);
    }

    /// <summary>Writes a picture.</summary>
    /// <param name="path">The file; one of that name is overwritten.</param>
    /// <param name="pixels">The values, channel after channel, row after row.</param>
    /// <param name="height">Rows.</param>
    /// <param name="width">Columns.</param>
    /// <param name="channels">1 for grey, 3 for red, green and blue.</param>
    /// <exception cref="ArgumentException">There are other numbers of pixels or of channels, or there is no row or column.</exception>
    public static void Write(string path, ReadOnlySpan<byte> pixels, int height, int width, int channels = 1) =>
        File.WriteAllBytes(path, Encode(pixels, height, width, channels));

    /// <summary>What <see cref="Write(string, ReadOnlySpan{byte}, int, int, int)"/> puts into a file.</summary>
    /// <inheritdoc cref="Write(string, ReadOnlySpan{byte}, int, int, int)"/>
    public static byte[] Encode(ReadOnlySpan<byte> pixels, int height, int width, int channels = 1)
    {
        Picture.Check(pixels.Length, channels, height, width);
        using var file = new MemoryStream();
        file.Write(Signature);
        Span<byte> header = stackalloc byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header[4..], height);
        ReadOnlySpan<byte> depthAndColours = [8, (byte)(channels == 1 ? 0 : 2), 0, 0, 0];
        depthAndColours.CopyTo(header[8..]);
        WriteChunk(file, "IHDR"u8, header);
        WriteChunk(file, "IDAT"u8, Pack(pixels, height, width, channels));
        WriteChunk(file, "IEND"u8, []);
        return file.ToArray();
    }

    /// <summary>The rows, pixel after pixel, each behind a byte that says it is not filtered.</summary>
    private static ReadOnlySpan<byte> Pack(ReadOnlySpan<byte> pixels, int height, int width, int channels)
    {
        var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.Optimal, leaveOpen: true))
        {
            var row = new byte[1 + width * channels];
            for (int y = 0; y < height; y++)
            {
                for (int channel = 0; channel < channels; channel++)
                {
                    var from = pixels.Slice((channel * height + y) * width, width);
                    for (int x = 0; x < width; x++) row[1 + x * channels + channel] = from[x];
                }

                zlib.Write(row);
            }
        }

        return packed.GetBuffer().AsSpan(0, (int)packed.Length);
    }

    /// <summary>Length, name, content, and a check of name and content.</summary>
    private static void WriteChunk(MemoryStream file, ReadOnlySpan<byte> name, ReadOnlySpan<byte> content)
    {
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, content.Length);
        file.Write(number);
        file.Write(name);
        file.Write(content);
        BinaryPrimitives.WriteUInt32BigEndian(number, ~Check(Check(uint.MaxValue, name), content));
        file.Write(number);
    }

    /// <summary>CRC-32 of ISO 3309, bit by bit reflected, with the polynomial 0xEDB88320.</summary>
    private static uint Check(uint check, ReadOnlySpan<byte> bytes)
    {
        foreach (byte value in bytes) check = CheckTable[(byte)(check ^ value)] ^ (check >> 8);
        return check;
    }

    private static readonly uint[] CheckTable = [.. Enumerable.Range(0, 256).Select(value =>
    {
        uint check = (uint)value;
        for (int bit = 0; bit < 8; bit++) check = (check & 1) == 0 ? check >> 1 : 0xEDB88320 ^ (check >> 1);
        return check;
    })];
}
