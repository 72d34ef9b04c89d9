using System.Runtime.InteropServices;

namespace ModelDsl.Runtime.LibTorch;

/// <summary>Finds and loads the native shim: beside the assembly, or below runtimes/ as a package lays it out.</summary>
internal static class NativeLoader
{
    private const string FileName = "libmodeldsl_torch.so";

    /// <exception cref="LibTorchException">The shim is missing, or the libtorch it was built against is.</exception>
    internal static void Load()
    {
        OpenMp.WaitBriefly();
        var assembly = typeof(NativeLoader).Assembly;
        string[] folders = [Path.GetDirectoryName(assembly.Location) ?? "", AppContext.BaseDirectory];
        var handle = Open(Find(folders.Where(f => f.Length > 0).Select(Path.TrimEndingDirectorySeparator).Distinct()));
        NativeLibrary.SetDllImportResolver(assembly, (name, _, _) => name == Native.Library ? handle : 0);
    }

    internal static string Find(IEnumerable<string> folders)
    {
        var candidates = folders.SelectMany(Candidates).ToArray();
        return candidates.FirstOrDefault(File.Exists) ?? throw new LibTorchException(
            $"The native shim {FileName} is missing. Building a project that references ModelDsl.Runtime puts it there, on Linux with Debian's "
            + "packages libtorch-dev, g++ and libopenblas0-openmp, or with LIBTORCH set to an unpacked libtorch or a pip torch folder. "
            + $"It was looked for at {string.Join(", ", candidates)}.");
    }

    internal static nint Open(string path)
    {
        try
        {
            return NativeLibrary.Load(path);
        }
        catch (Exception e) when (e is DllNotFoundException or BadImageFormatException)
        {
            throw new LibTorchException(
                $"{path} could not be loaded. It needs the libtorch that it was built against: Debian's package libtorch-dev, or what "
                + $"LIBTORCH named when it was built. The system says: {e.Message}", e);
        }
    }

    private static IEnumerable<string> Candidates(string folder) =>
    [
        Path.Combine(folder, FileName),
        Path.Combine(folder, "runtimes", RuntimeInformation.RuntimeIdentifier, "native", FileName),
    ];
}
