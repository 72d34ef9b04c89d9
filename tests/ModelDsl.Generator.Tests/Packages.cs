using System.IO.Compression;

namespace ModelDsl.Generator.Tests;

/// <summary>The packages, made once from what is built, in a folder that serves as a feed. What is restored from it lands beside it, not in the user's folders.</summary>
public sealed class Packages : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("modeldsl-packages-");

    public Packages() => Pack(Feed);

    /// <summary>The shim is taken from the package where it was compiled for Debian's libtorch; a build for another libtorch compiles it.</summary>
    public static bool BringShim =>
        new[] { "LIBTORCH", "MODELDSL_SHIM_ARCH" }.All(name => string.IsNullOrEmpty(System.Environment.GetEnvironmentVariable(name)));

    public string Feed => Path.Combine(_folder.FullName, "feed");

    /// <summary>What a project with these packages needs to find them, and nothing that an earlier build has left.</summary>
    internal Dictionary<string, string> Environment
    {
        get
        {
            Dictionary<string, string> environment = new()
            {
                ["NUGET_PACKAGES"] = Path.Combine(_folder.FullName, "packages"),
                ["XDG_CACHE_HOME"] = Path.Combine(_folder.FullName, "cache"),
            };
            if (BringShim) environment["CXX"] = "/nowhere/g++";
            return environment;
        }
    }

    /// <summary>The feed for our own packages, and what this machine has restored before for those of others: no network is needed.</summary>
    internal string Configuration =>
        $"""
        <configuration>
          <packageSources>
            <clear />
            <add key="ours" value="{Feed}" />
            <add key="machine" value="{ProjectFolder.Metadata("NuGetPackages")}" />
          </packageSources>
          <packageSourceMapping>
            <packageSource key="ours"><package pattern="ModelDsl" /><package pattern="ModelDsl.*" /></packageSource>
            <packageSource key="machine"><package pattern="*" /></packageSource>
          </packageSourceMapping>
        </configuration>
        """;

    internal static void Pack(string feed)
    {
        var (exitCode, output) = ProjectFolder.DotNet(
            ProjectFolder.RepositoryRoot,
            new Dictionary<string, string> { ["SOURCE_DATE_EPOCH"] = "1700000000" },
            "pack", "ModelDsl.sln", "--no-build", "--nologo", "--configuration", ProjectFolder.Metadata("Configuration"), "--output", feed);
        Assert.True(exitCode == 0, output);
    }

    /// <summary>A package's files by name, with their bytes.</summary>
    internal Dictionary<string, byte[]> Files(string package)
    {
        using var archive = ZipFile.OpenRead(Directory.EnumerateFiles(Feed, package).Single());
        return archive.Entries.ToDictionary(entry => entry.FullName, entry =>
        {
            using var content = new MemoryStream();
            using var stream = entry.Open();
            stream.CopyTo(content);
            return content.ToArray();
        });
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
