using System.Collections;
using System.Globalization;

namespace ModelDsl.Benchmarks;

/// <summary>What of the machine the numbers depend on.</summary>
internal static class Machine
{
    /// <summary>The processes that wanted a core: over the last minute, five minutes, fifteen.</summary>
    public static string Load => string.Join(' ', File.ReadAllText("/proc/loadavg").Split(' ').Take(3));

    /// <summary>The first number of <see cref="Load"/>.</summary>
    public static double LastMinute(string load) => double.Parse(load.Split(' ')[0], CultureInfo.InvariantCulture);

    public static string Memory => File.ReadLines("/proc/meminfo")
        .First(line => line.StartsWith("MemTotal", StringComparison.Ordinal)).Split(':')[1].Trim();

    /// <summary>Bytes of this process as Linux counts them: VmHWM, the most that was resident; RssAnon, RssFile, RssShmem, what is.</summary>
    public static long OfProcess(string field) => 1024 * long.Parse(
        File.ReadLines("/proc/self/status").First(line => line.StartsWith(field + ":", StringComparison.Ordinal)).Split(':')[1].Replace("kB", ""),
        CultureInfo.InvariantCulture);

    /// <summary>This process's page faults so far, of those that needed no file to be read: the first touch of a page that the system gives.</summary>
    public static long PageFaults => long.Parse(File.ReadAllText("/proc/self/stat").Split(')')[^1].Split(' ', StringSplitOptions.RemoveEmptyEntries)[7], CultureInfo.InvariantCulture);

    /// <summary>The BLAS that libtorch's matrix products ended up with: the files that this process has loaded.</summary>
    public static string Blas => string.Join(", ", File.ReadLines("/proc/self/maps")
        .Select(line => Path.GetFileName(line))
        .Where(file => file.StartsWith("libopenblas", StringComparison.Ordinal) || file.StartsWith("libblas", StringComparison.Ordinal)
            || file.StartsWith("libmkl_core", StringComparison.Ordinal))
        .Distinct()
        .DefaultIfEmpty("within libtorch"));

    /// <summary>What the environment tells glibc's malloc.</summary>
    public static string Malloc => string.Join(' ', Environment.GetEnvironmentVariables()
        .Cast<DictionaryEntry>()
        .Where(variable => IsOfMalloc((string)variable.Key))
        .Select(variable => $"{variable.Key}={variable.Value}")
        .DefaultIfEmpty("glibc's defaults"));

    /// <summary>Whether a variable of the environment has a say in how malloc works.</summary>
    public static bool IsOfMalloc(string variable) =>
        variable.StartsWith("MALLOC_", StringComparison.Ordinal) || variable is "GLIBC_TUNABLES" or "LD_PRELOAD";
}
