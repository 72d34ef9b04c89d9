using System.Runtime.InteropServices;
using System.Text;
using static System.FormattableString;

namespace ModelDsl.Runtime.Data;

/// <summary>libpng's simplified reader (libpng 1.6's manual, section 8), which reports errors in words and never jumps out of a call.</summary>
internal sealed unsafe class LibPng
{
    private const string FileName = "libpng16.so.16";
    private const uint Version = 1;
    private const uint Alpha = 1;
    private const uint Colour = 2;
    private const uint SixteenBitsAreSrgb = 4;

    private static readonly Lazy<LibPng> Loaded = new(() => new LibPng());

    private readonly delegate* unmanaged<Image*, void*, nuint, int> _begin;
    private readonly delegate* unmanaged<Image*, void*, void*, int, void*, int> _finish;
    private readonly delegate* unmanaged<Image*, void> _free;

    private LibPng()
    {
        var library = ImageLibrary.Load("PNG", FileName, "libpng16-16");
        _begin = (delegate* unmanaged<Image*, void*, nuint, int>)NativeLibrary.GetExport(library, "png_image_begin_read_from_memory");
        _finish = (delegate* unmanaged<Image*, void*, void*, int, void*, int>)NativeLibrary.GetExport(library, "png_image_finish_read");
        _free = (delegate* unmanaged<Image*, void>)NativeLibrary.GetExport(library, "png_image_free");
    }

    /// <summary>Decodes to eight bits a value, grey or coloured as the file is.</summary>
    /// <exception cref="DllNotFoundException">libpng is not installed.</exception>
    /// <exception cref="DataFileException">The image is damaged.</exception>
    public static DecodedImage Decode(string path, ReadOnlySpan<byte> content) => Loaded.Value.Read(path, content);

    private DecodedImage Read(string path, ReadOnlySpan<byte> content)
    {
        var image = new Image { Version = Version };
        fixed (byte* bytes = content)
        {
            if (_begin(&image, bytes, (nuint)content.Length) == 0) throw Damaged(path, &image);
            if ((long)image.Width * image.Height > DecodedImage.MostPixels)
            {
                _free(&image);
                throw new DataFileException(path, "a PNG image of at most 2^27 pixels", Invariant($"one of {image.Width}x{image.Height}"));
            }

            image.Flags |= SixteenBitsAreSrgb;
            image.Format &= Alpha | Colour;
            int channels = (image.Format & Colour) != 0 ? 3 : 1;
            var decoded = DecodedImage.Rent(channels, channels + (int)(image.Format & Alpha), (int)image.Height, (int)image.Width);
            fixed (byte* pixels = decoded.Pixels)
            {
                if (_finish(&image, null, pixels, 0, null) != 0) return decoded;
            }

            decoded.Return();
            throw Damaged(path, &image);
        }
    }

    /// <summary>Both calls release what they hold when they fail.</summary>
    private static DataFileException Damaged(string path, Image* image)
    {
        var words = new ReadOnlySpan<byte>(image->Message, Image.MessageLength);
        int end = words.IndexOf((byte)0);
        return new DataFileException(path, "an intact PNG image", $"a damaged one (libpng: {Encoding.UTF8.GetString(end < 0 ? words : words[..end])})");
    }

    /// <summary>png_image of png.h.</summary>
    private struct Image
    {
        public const int MessageLength = 64;

        public nint Opaque;
        public uint Version;
        public uint Width;
        public uint Height;
        public uint Format;
        public uint Flags;
        public uint ColourMapEntries;
        public uint WarningOrError;
        public fixed byte Message[MessageLength];
    }
}
