using System.Diagnostics;
using System.Reflection;
using System.Text.RegularExpressions;

namespace ModelDsl.Generator.Tests;

/// <summary>A project in a folder of its own outside the repository, built with the real <c>dotnet build</c>.</summary>
internal abstract partial class ProjectFolder : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("modeldsl-build-");

    protected ProjectFolder(string configuration, string properties, string items, params (string Path, string Text)[] files)
    {
        Write("Directory.Build.props", "<Project />");
        Write("Directory.Packages.props", "<Project />");
        Write("nuget.config", configuration);
        Write(
            "Project.csproj",
            $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <TargetFramework>net10.0</TargetFramework>
                <Nullable>enable</Nullable>
                <ImplicitUsings>enable</ImplicitUsings>
                {properties}
              </PropertyGroup>
              {items}
            </Project>
            """);
        foreach (var (path, text) in files) Write(path, text);
    }

    public static string RepositoryRoot { get; } = Metadata("RepositoryRoot");

    public string Folder => _folder.FullName;

    public string AssemblyPath => Path.Combine(Folder, "bin/Debug/net10.0/Project.dll");

    /// <summary>Set for every command that runs in the folder, beside the environment of this process.</summary>
    protected Dictionary<string, string> Environment { get; } = [];

    /// <summary>Builds; returns the exit code and the errors and warnings as printed, each once, with paths relative to the project.</summary>
    public (int ExitCode, IReadOnlyList<string> Lines) Build()
    {
        var (exitCode, output) = DotNet("build", "--nologo", "--verbosity", "quiet", "-tl:off", "-nodeReuse:false", "-p:UseSharedCompilation=false");
        return (exitCode, [.. output.Split('\n').Where(line => Message().IsMatch(line)).Select(Tidy).Distinct()]);
    }

    /// <summary>Runs what was built; returns the exit code and what it printed.</summary>
    public (int ExitCode, string Output) Run() => DotNet(AssemblyPath);

    public void Write(string path, string text)
    {
        var file = new FileInfo(Path.Combine(Folder, path));
        file.Directory!.Create();
        File.WriteAllText(file.FullName, text);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    /// <summary>Runs <c>dotnet</c> in a folder as a person would at a prompt.</summary>
    internal static (int ExitCode, string Output) DotNet(string folder, IReadOnlyDictionary<string, string> environment, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        // 'dotnet test' tells its children about its own MSBuild.
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase)).ToList())
            start.Environment.Remove(name);
        start.Environment.Remove("CI");
        foreach (var (name, value) in environment) start.Environment[name] = value;

        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd() + errors.Result;
        process.WaitForExit();
        return (process.ExitCode, output);
    }

    /// <summary>What the project file of these tests says of this build.</summary>
    internal static string Metadata(string key) =>
        typeof(ProjectFolder).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(data => data.Key == key).Value!;

    private (int ExitCode, string Output) DotNet(params string[] arguments) => DotNet(Folder, Environment, arguments);

    private string Tidy(string line) => ProjectSuffix().Replace(line, "").Replace(Folder + "/", "", StringComparison.Ordinal).Trim();

    [GeneratedRegex(@"\b(error|warning) [A-Z]+\d*:")]
    private static partial Regex Message();

    [GeneratedRegex(@" \[[^\]]*\]\s*$")]
    private static partial Regex ProjectSuffix();
}
