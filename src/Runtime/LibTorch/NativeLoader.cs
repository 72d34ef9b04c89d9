using System.Reflection;
using System.Runtime.InteropServices;

namespace ModelDsl.Runtime.LibTorch;

/// <summary>Finds and loads the native shim: beside the assembly, below runtimes/ (a package), then where the system looks.</summary>
internal static class NativeLoader
{
    private const string FileName = "libmodeldsl_torch.so";

    /// <exception cref="LibTorchException">The shim is missing, or the libtorch it was built against is.</exception>
    internal static void Load()
    {
        var assembly = typeof(NativeLoader).Assembly;
        var path = Candidates(assembly).FirstOrDefault(File.Exists) ?? throw new LibTorchException(
            $"{FileName} is neither beside {assembly.GetName().Name}.dll nor below its runtimes folder ({string.Join(", ", Candidates(assembly))}). "
            + "Building the project ModelDsl.Runtime makes it.");
        nint handle;
        try
        {
            handle = NativeLibrary.Load(path);
        }
        catch (Exception e) when (e is DllNotFoundException or BadImageFormatException)
        {
            throw new LibTorchException(
                $"{path} could not be loaded: {e.Message} It needs the libtorch that it was built against: Debian's package libtorch1.13 "
                + "(libtorch-dev to build), or the folder that LIBTORCH named at build time.", e);
        }

        NativeLibrary.SetDllImportResolver(assembly, (name, _, _) => name == Native.Library ? handle : 0);
    }

    private static IEnumerable<string> Candidates(Assembly assembly)
    {
        string[] folders = [Path.GetDirectoryName(assembly.Location) ?? "", AppContext.BaseDirectory];
        foreach (var folder in folders.Where(f => f.Length > 0).Select(Path.TrimEndingDirectorySeparator).Distinct())
        {
            yield return Path.Combine(folder, FileName);
            yield return Path.Combine(folder, "runtimes", RuntimeInformation.RuntimeIdentifier, "native", FileName);
        }
    }
}
