using System.Buffers;

namespace ModelDsl.Runtime.Data;

/// <summary>Images in files, PNG or JPEG, told apart by their first bytes whatever the file is called.</summary>
public static class ImageFile
{
    private static ReadOnlySpan<byte> Png => [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0d, 0x0a, 0x1a, 0x0a];

    private static ReadOnlySpan<byte> Jpeg => [0xff, 0xd8, 0xff];

    /// <summary>Reads an image: grey or coloured as the file is, eight bits a value, an alpha channel left out.</summary>
    /// <exception cref="DataFileException">The file is neither PNG nor JPEG, or damaged.</exception>
    /// <exception cref="DllNotFoundException">The library that decodes it is not installed; the message names Debian's package.</exception>
    public static Picture Read(string path)
    {
        var decoded = Decode(path);
        var picture = decoded.ToPicture();
        decoded.Return();
        return picture;
    }

    internal static DecodedImage Decode(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
        if (file.Length > Array.MaxLength) throw new DataFileException(path, "an image of less than 2 GB", "a larger file");
        var content = ArrayPool<byte>.Shared.Rent((int)file.Length);
        try
        {
            int length = file.ReadAtLeast(content.AsSpan(0, (int)file.Length), (int)file.Length, throwOnEndOfStream: false);
            return Decode(path, content.AsSpan(0, length));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(content);
        }
    }

    private static DecodedImage Decode(string path, ReadOnlySpan<byte> content)
    {
        if (content.StartsWith(Png)) return LibPng.Decode(path, content);
        if (content.StartsWith(Jpeg)) return LibTurboJpeg.Decode(path, content);
        var start = content.Length == 0 ? "an empty file" : $"a file that begins with {Convert.ToHexStringLower(content[..Math.Min(8, content.Length)])}";
        throw new DataFileException(path, 0, "a PNG or JPEG image", start);
    }
}
