using System.Diagnostics;
using System.Reflection;
using System.Text.RegularExpressions;

namespace ModelDsl.Generator.Tests;

/// <summary>A project in a folder of its own, built with the real <c>dotnet build</c>: the generator and the runtime are those beside this test.</summary>
internal sealed partial class BuiltProject : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("modeldsl-build-");

    public BuiltProject(string properties, params (string Path, string Text)[] files)
    {
        var libraries = AppContext.BaseDirectory;
        Write("Directory.Build.props", "<Project />");
        Write("Directory.Packages.props", "<Project />");
        // Nothing is restored but the SDK's own: the build needs no network.
        Write("nuget.config", "<configuration><packageSources><clear /></packageSources></configuration>");
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
              <Import Project="{RepositoryRoot}src/ModelDsl.Generator/buildTransitive/ModelDsl.Generator.props" />
              <ItemGroup>
                <Analyzer Include="{libraries}ModelDsl.Generator.dll;{libraries}ModelDsl.dll;{libraries}Sprache.dll" />
                <Reference Include="{libraries}ModelDsl.Runtime.dll" />
              </ItemGroup>
            </Project>
            """);
        foreach (var (path, text) in files) Write(path, text);
    }

    public static string RepositoryRoot { get; } =
        typeof(BuiltProject).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(data => data.Key == "RepositoryRoot").Value!;

    public string Folder => _folder.FullName;

    public byte[] Assembly => File.ReadAllBytes(Path.Combine(Folder, "bin/Debug/net10.0/Project.dll"));

    /// <summary>Builds; returns the exit code and the errors and warnings as printed, each once, with paths relative to the project.</summary>
    public (int ExitCode, IReadOnlyList<string> Lines) Build()
    {
        var start = new ProcessStartInfo("dotnet")
        {
            WorkingDirectory = Folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            ArgumentList = { "build", "--nologo", "--verbosity", "quiet", "-tl:off", "-nodeReuse:false", "-p:UseSharedCompilation=false" },
        };
        // 'dotnet test' tells its children about its own MSBuild.
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase)).ToList())
            start.Environment.Remove(name);
        start.Environment.Remove("CI");

        using var build = Process.Start(start)!;
        var errors = build.StandardError.ReadToEndAsync();
        var output = build.StandardOutput.ReadToEnd() + errors.Result;
        build.WaitForExit();
        return (build.ExitCode, [.. output.Split('\n').Where(line => Message().IsMatch(line)).Select(Tidy).Distinct()]);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private void Write(string path, string text)
    {
        var file = new FileInfo(Path.Combine(Folder, path));
        file.Directory!.Create();
        File.WriteAllText(file.FullName, text);
    }

    private string Tidy(string line) => ProjectSuffix().Replace(line, "").Replace(Folder + "/", "", StringComparison.Ordinal).Trim();

    [GeneratedRegex(@"\b(error|warning) [A-Z]+\d*:")]
    private static partial Regex Message();

    [GeneratedRegex(@" \[[^\]]*\]\s*$")]
    private static partial Regex ProjectSuffix();
}
