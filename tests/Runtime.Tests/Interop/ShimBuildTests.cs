using System.Diagnostics;
using System.Reflection;

namespace ModelDsl.Runtime.Tests.Interop;

/// <summary>The script that compiles the shim says what is missing.</summary>
public sealed class ShimBuildTests
{
    [Theory]
    [InlineData("LIBTORCH", "/nowhere")]
    [InlineData("CXX", "/nowhere/g++")]
    public void what_is_missing_is_one_line_that_names_the_packages(string variable, string value)
    {
        var folder = Directory.CreateTempSubdirectory("modeldsl-");
        try
        {
            var (code, errors) = Build(Path.Combine(folder.FullName, "shim.so"), variable, value);
            Assert.Equal(1, code);
            var line = Assert.Single(errors.Split('\n', StringSplitOptions.RemoveEmptyEntries));
            Assert.Contains(value, line);
            Assert.Contains("libtorch-dev, g++ and libopenblas0-openmp, or set LIBTORCH", line);
            Assert.Empty(folder.EnumerateFileSystemInfos());
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static (int Code, string Errors) Build(string output, string variable, string value)
    {
        var root = typeof(ShimBuildTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "RepositoryRoot").Value!;
        var start = new ProcessStartInfo("bash", [Path.Combine(root, "src/Runtime/LibTorch/native/build.sh"), output])
        {
            RedirectStandardError = true,
            Environment = { [variable] = value },
        };
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, errors);
    }
}
