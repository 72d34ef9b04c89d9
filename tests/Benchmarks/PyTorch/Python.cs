using System.ComponentModel;
using System.Diagnostics;

namespace ModelDsl.Benchmarks.PyTorch;

/// <summary>A Python that has PyTorch.</summary>
internal static class Python
{
    /// <summary>$MODELDSL_PYTHON, else the first of Debian's and the PATH's python3, that can import torch; null when none can.</summary>
    public static string? WithTorch()
    {
        string? named = Environment.GetEnvironmentVariable("MODELDSL_PYTHON");
        string[] candidates = string.IsNullOrEmpty(named) ? ["/usr/bin/python3", "python3"] : [named];
        return candidates.FirstOrDefault(HasTorch);
    }

    private static bool HasTorch(string python)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(python, ["-c", "import torch"]) { RedirectStandardError = true })!;
            process.StandardError.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (Win32Exception)
        {
            return false; // there is no such program
        }
    }
}
