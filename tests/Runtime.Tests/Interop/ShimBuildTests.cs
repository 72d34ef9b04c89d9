using System.Diagnostics;
using System.Reflection;
using System.Text;

namespace ModelDsl.Runtime.Tests.Interop;

/// <summary>The scripts that compile the shim, or take it compiled, say what is missing.</summary>
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

    [Fact]
    public void a_prebuilt_shim_is_taken_where_its_libtorch_is()
    {
        using var prebuilt = new Prebuilt();
        Assert.Equal((0, ""), prebuilt.Take());
        Assert.Equal(File.ReadAllBytes(Prebuilt.Shim), File.ReadAllBytes(prebuilt.Output));
    }

    [Fact]
    public void a_prebuilt_shim_is_refused_where_libtorch_differs_in_a_byte()
    {
        using var prebuilt = new Prebuilt();
        var sums = File.ReadAllText(prebuilt.Sums);
        File.WriteAllText(prebuilt.Sums, (sums[0] == '0' ? '1' : '0') + sums[1..]);
        var (code, errors) = prebuilt.Take();
        Assert.Equal(1, code);
        Assert.Equal($"prebuilt.sh: The prebuilt native shim is for {prebuilt.LibTorch}, which is not what is installed here.\n", errors);
        Assert.False(File.Exists(prebuilt.Output));
    }

    [Fact]
    public void a_prebuilt_shim_is_refused_where_a_library_that_it_needs_is_missing()
    {
        using var prebuilt = new Prebuilt();
        prebuilt.Rename("libstdc++.so.6", "libstdc--.so.6");
        var (code, errors) = prebuilt.Take();
        Assert.Equal(1, code);
        Assert.Equal("prebuilt.sh: The prebuilt native shim cannot be loaded here: libstdc--.so.6.\n", errors);
        Assert.False(File.Exists(prebuilt.Output));
    }

    private static (int Code, string Errors) Build(string output, string variable, string value) =>
        Script("build.sh", [output], (variable, value));

    private static (int Code, string Errors) Script(string name, string[] arguments, params (string Name, string Value)[] environment)
    {
        var root = typeof(ShimBuildTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "RepositoryRoot").Value!;
        var start = new ProcessStartInfo("bash", [Path.Combine(root, "src/Runtime/LibTorch/native", name), .. arguments]) { RedirectStandardError = true };
        foreach (var (variable, value) in environment) start.Environment[variable] = value;
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, errors);
    }

    /// <summary>The shim of these tests, recorded as a package brings it.</summary>
    private sealed class Prebuilt : IDisposable
    {
        private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("modeldsl-");

        public Prebuilt() => Assert.Equal((0, ""), Script("prebuilt.sh", ["record", Shim, _folder.FullName]));

        public static string Shim => Path.Combine(AppContext.BaseDirectory, "libmodeldsl_torch.so");

        public string Output => Path.Combine(_folder.FullName, "taken", "shim.so");

        public string Sums => Path.Combine(_folder.FullName, "libtorch.sha256");

        public string LibTorch => File.ReadAllText(Path.Combine(_folder.FullName, "libtorch.name")).TrimEnd();

        public (int Code, string Errors) Take() => Script("prebuilt.sh", ["take", _folder.FullName, Output]);

        /// <summary>Makes the recorded shim ask for another library in place of one that it asks for.</summary>
        public void Rename(string library, string other)
        {
            var path = Path.Combine(_folder.FullName, "libmodeldsl_torch.so");
            var bytes = File.ReadAllBytes(path);
            var place = bytes.AsSpan().IndexOf(Encoding.ASCII.GetBytes(library + "\0"));
            Assert.True(place >= 0);
            Encoding.ASCII.GetBytes(other).CopyTo(bytes, place);
            File.WriteAllBytes(path, bytes);
        }

        public void Dispose() => _folder.Delete(recursive: true);
    }
}
