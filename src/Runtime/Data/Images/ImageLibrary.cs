using System.Runtime.InteropServices;

namespace ModelDsl.Runtime.Data;

/// <summary>Loads the libraries that decode images, when the first image of their kind is decoded.</summary>
internal static class ImageLibrary
{
    /// <exception cref="DllNotFoundException">It is not installed; the message names Debian's package.</exception>
    public static nint Load(string format, string file, string package) => NativeLibrary.TryLoad(file, out var library)
        ? library
        : throw new DllNotFoundException($"Reading {format} images needs the library {file}, which is not installed: install Debian's package {package}.");
}
