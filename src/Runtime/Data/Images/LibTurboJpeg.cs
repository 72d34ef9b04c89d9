using System.Runtime.InteropServices;
using static System.FormattableString;

namespace ModelDsl.Runtime.Data;

/// <summary>The decoder of libjpeg-turbo by its TurboJPEG interface, version 2.</summary>
internal sealed unsafe class LibTurboJpeg
{
    private const string FileName = "libturbojpeg.so.0";
    private const int GreyColours = 2; // TJCS_GRAY
    private const int Rgb = 0;         // TJPF_RGB
    private const int Grey = 6;        // TJPF_GRAY

    private static readonly Lazy<LibTurboJpeg> Loaded = new(() => new LibTurboJpeg());

    private readonly delegate* unmanaged<nint> _open;
    private readonly delegate* unmanaged<nint, byte*, nuint, int*, int*, int*, int*, int> _header;
    private readonly delegate* unmanaged<nint, byte*, nuint, byte*, int, int, int, int, int, int> _decompress;
    private readonly delegate* unmanaged<nint, nint> _error;
    private readonly delegate* unmanaged<nint, int> _close;

    private LibTurboJpeg()
    {
        var library = ImageLibrary.Load("JPEG", FileName, "libturbojpeg0");
        _open = (delegate* unmanaged<nint>)NativeLibrary.GetExport(library, "tjInitDecompress");
        _header = (delegate* unmanaged<nint, byte*, nuint, int*, int*, int*, int*, int>)NativeLibrary.GetExport(library, "tjDecompressHeader3");
        _decompress = (delegate* unmanaged<nint, byte*, nuint, byte*, int, int, int, int, int, int>)NativeLibrary.GetExport(library, "tjDecompress2");
        _error = (delegate* unmanaged<nint, nint>)NativeLibrary.GetExport(library, "tjGetErrorStr2");
        _close = (delegate* unmanaged<nint, int>)NativeLibrary.GetExport(library, "tjDestroy");
    }

    /// <summary>Decodes to grey or red, green and blue, as the file is.</summary>
    /// <exception cref="DllNotFoundException">libjpeg-turbo is not installed.</exception>
    /// <exception cref="DataFileException">The image is damaged, or its colours are none of these.</exception>
    public static DecodedImage Decode(string path, ReadOnlySpan<byte> content) => Loaded.Value.Read(path, content);

    private DecodedImage Read(string path, ReadOnlySpan<byte> content)
    {
        nint decoder = _open();
        if (decoder == 0) throw new OutOfMemoryException("libjpeg-turbo could not make a decoder.");
        try
        {
            fixed (byte* bytes = content) return Read(path, decoder, bytes, (nuint)content.Length);
        }
        finally
        {
            _ = _close(decoder);
        }
    }

    private DecodedImage Read(string path, nint decoder, byte* bytes, nuint length)
    {
        int width, height, subsampling, colours;
        if (_header(decoder, bytes, length, &width, &height, &subsampling, &colours) != 0) throw Damaged(path, decoder);
        if ((long)width * height > DecodedImage.MostPixels)
            throw new DataFileException(path, "a JPEG image of at most 2^27 pixels", Invariant($"one of {width}x{height}"));
        int channels = colours == GreyColours ? 1 : 3;
        var decoded = DecodedImage.Rent(channels, channels, height, width);
        fixed (byte* pixels = decoded.Pixels)
        {
            // A file cut short gives a warning, which counts as damage too.
            if (_decompress(decoder, bytes, length, pixels, width, 0, height, channels == 1 ? Grey : Rgb, 0) == 0) return decoded;
        }

        decoded.Return();
        throw Damaged(path, decoder);
    }

    private DataFileException Damaged(string path, nint decoder) =>
        new(path, "an intact JPEG image", $"a damaged one (libjpeg-turbo: {Marshal.PtrToStringUTF8(_error(decoder))})");
}
