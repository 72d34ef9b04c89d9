using System.Diagnostics;
using System.Reflection;
using ModelDsl.Runtime.Tests.Data;

namespace ModelDsl.Runtime.Tests.Interop;

/// <summary>eng/gpu-check.sh around a program, a shim's build and a PyTorch that only say what they would.</summary>
public sealed class GpuCheckScriptTests
{
    private const string ThreePass = "echo 'a check: 3 passed'; echo '3 passed, 0 failed'";

    [Fact]
    public void what_passed_is_the_build_and_what_the_program_counted()
    {
        var (last, code, _) = Run(program: ThreePass);
        Assert.Equal("4 passed, 0 failed", last);
        Assert.Equal(0, code);
    }

    [Fact]
    public void a_failure_of_the_program_is_one_of_the_script()
    {
        var (last, code, _) = Run(program: "echo '3 passed, 2 failed'; exit 1");
        Assert.Equal("4 passed, 2 failed", last);
        Assert.Equal(1, code);
    }

    [Fact]
    public void a_program_that_ends_before_its_last_line_has_failed()
    {
        var (last, code, output) = Run(program: "echo 'a check: 3 passed'; exit 134");
        Assert.Equal("1 passed, 1 failed", last);
        Assert.Equal(1, code);
        Assert.Contains("FAILED the program", output);
    }

    [Fact]
    public void a_shim_that_does_not_build_is_a_failure_with_the_compilers_messages()
    {
        var (last, code, output) = Run(program: ThreePass, build: "echo 'no such header' >&2; exit 1");
        Assert.Equal("0 passed, 1 failed", last);
        Assert.Equal(1, code);
        Assert.Contains("no such header", output);
    }

    [Fact]
    public void PyTorchs_side_counts_once_and_may_fail()
    {
        const string Timed = "while [ $# -gt 0 ]; do [ \"$1\" != --times ] || echo '{}' >\"$2\"; shift; done; echo '3 passed, 0 failed'";
        const string Python = "case $1 in -c) echo /nowhere ;; *) echo \"$@\"; exit ";
        Assert.Equal("5 passed, 0 failed", Run(Timed, python: Python + "0 ;; esac").Last);
        Assert.Equal("4 passed, 1 failed", Run(Timed, python: Python + "1 ;; esac").Last);
    }

    [Fact]
    public void a_folder_without_the_program_says_how_it_is_made()
    {
        var (last, code, output) = Run(program: null);
        Assert.Equal("0 passed, 1 failed", last);
        Assert.Equal(1, code);
        Assert.Contains("./build.sh gpu-check-publish", output);
    }

    private static (string Last, int Code, string Output) Run(string? program, string build = "true", string python = "exit 1")
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(Path.Combine(folder.Path, "native"));
        if (program is not null) Write(Path.Combine(folder.Path, "GpuCheck"), program);
        Write(Path.Combine(folder.Path, "native", "build.sh"), build);
        Write(Path.Combine(folder.Path, "python"), python);
        var root = typeof(GpuCheckScriptTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "RepositoryRoot").Value!;
        var start = new ProcessStartInfo("bash", [Path.Combine(root, "eng", "gpu-check.sh"), "--device", "cpu", folder.Path])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["PYTHON"] = Path.Combine(folder.Path, "python");
        start.Environment.Remove("LIBTORCH");
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd() + errors.Result;
        process.WaitForExit();
        return (output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Last(line => line.Contains(" passed, ")), process.ExitCode, output);
    }

    private static void Write(string path, string script)
    {
        File.WriteAllText(path, $"#!/usr/bin/env bash\n{script}\n");
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }
}
