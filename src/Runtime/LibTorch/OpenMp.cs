using System.Runtime.InteropServices;

namespace ModelDsl.Runtime.LibTorch;

/// <summary>
/// How OpenMP's threads wait for each other. GNU's runtime spins for milliseconds before it sleeps: where other programs keep the cores
/// busy, every operator then waits for a thread that has none, and training is tens of times slower. A short spin costs little on an idle
/// machine. Who has set the wait policy or the spin count keeps it.
/// </summary>
internal static partial class OpenMp
{
    private const string SpinCount = "GOMP_SPINCOUNT";

    /// <summary>To be called before libtorch is loaded: the OpenMP runtime reads its settings once, from the C environment.</summary>
    internal static void WaitBriefly()
    {
        if (!OperatingSystem.IsLinux()) return;
        if (Environment.GetEnvironmentVariable("OMP_WAIT_POLICY") is null) _ = SetEnvironment(SpinCount, "1000", overwrite: 0);
    }

    // .NET keeps an environment of its own, which C libraries do not see.
    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetEnvironment(string name, string value, int overwrite);
}
