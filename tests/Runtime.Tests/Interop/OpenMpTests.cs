using System.Runtime.InteropServices;
using ModelDsl.Runtime.LibTorch;

namespace ModelDsl.Runtime.Tests.Interop;

/// <summary>What the loader tells OpenMP stands in the C environment, which is where OpenMP looks.</summary>
public sealed partial class OpenMpTests
{
    [Fact]
    public void threads_spin_briefly_unless_the_user_has_said_how_they_wait()
    {
        OpenMp.WaitBriefly();
        if (Environment.GetEnvironmentVariable("GOMP_SPINCOUNT") is { } own) Assert.Equal(own, InC("GOMP_SPINCOUNT"));
        else if (Environment.GetEnvironmentVariable("OMP_WAIT_POLICY") is not null) Assert.Null(InC("GOMP_SPINCOUNT"));
        else Assert.Equal("1000", InC("GOMP_SPINCOUNT"));
    }

    private static string? InC(string name) => Marshal.PtrToStringUTF8(GetEnvironment(name));

    [LibraryImport("libc", EntryPoint = "getenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint GetEnvironment(string name);
}
