using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;

namespace ModelDsl.Generator.Tests;

/// <summary>The generator's whole output as a snapshot, and that snapshots hold: a wrong, a missing and a stale one each fail their test.</summary>
[UsesVerify]
public sealed class SnapshotTests
{
    [ModuleInitializer]
    internal static void Register() =>
        VerifierSettings.RegisterFileConverter<GeneratorDriverRunResult>((result, _) => new ConversionResult(
            string.Join("\n", result.Diagnostics.Select(diagnostic => diagnostic.ToString())),
            result.Results.Single().GeneratedSources.Select(source =>
                new Target("cs", source.SourceText.ToString(), source.HintName.Replace('/', '.').Replace(".g.cs", "", StringComparison.Ordinal)))));

    [Fact]
    public async Task everything_that_a_project_gives()
    {
        var run = TestProject.Create(
                FakeCompiler.Compile,
                ("models/pair.net", "model First\nmodel Second\nshape F10\n"),
                ("models/other.net", "model Other\nmodel First\nshape F2\nerror mistake\nwarning oddity\n"),
                ("crash.net", "throw up"))
            .Run();

        await Verify(run.Result);
    }

    [Fact]
    public async Task a_wrong_snapshot_fails_and_leaves_what_was_received()
    {
        using var folder = new TemporaryFolder("one\ntwo\nthree\n", "verified.txt");
        var error = await Fails(() => Verify("one\n2\nthree").UseDirectory(folder.Path).UseFileName("snapshot"));
        Assert.Contains("snapshot", error.Message, StringComparison.Ordinal);
        Assert.Equal("one\n2\nthree", (await File.ReadAllTextAsync(Path.Combine(folder.Path, "snapshot.received.txt"))).TrimStart('\uFEFF'));
    }

    [Fact]
    public async Task a_missing_snapshot_fails()
    {
        using var folder = new TemporaryFolder("other", "other.txt");
        await Fails(() => Verify("one").UseDirectory(folder.Path).UseFileName("snapshot"));
    }

    [Fact]
    public async Task a_stale_snapshot_fails()
    {
        using var folder = new TemporaryFolder("one", "verified.txt", "verified.cs");
        await Fails(() => Verify("one").UseDirectory(folder.Path).UseFileName("snapshot"));
    }

    [Fact]
    public async Task a_right_snapshot_may_end_in_a_newline_and_removes_what_was_received_before()
    {
        using var folder = new TemporaryFolder("one\n", "verified.txt", "received.txt");
        await Verify("one").UseDirectory(folder.Path).UseFileName("snapshot");
        Assert.Equal(["snapshot.verified.txt"], Directory.GetFiles(folder.Path).Select(Path.GetFileName));
    }

    private static async Task<Exception> Fails(Func<SettingsTask> verify) => await Assert.ThrowsAnyAsync<Exception>(async () => await verify());

    private sealed class TemporaryFolder : IDisposable
    {
        private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("modeldsl-snapshot-");

        public TemporaryFolder(string text, params string[] endings)
        {
            foreach (var ending in endings) File.WriteAllText(System.IO.Path.Combine(Path, $"snapshot.{ending}"), text);
        }

        public string Path => _folder.FullName;

        public void Dispose() => _folder.Delete(recursive: true);
    }
}
