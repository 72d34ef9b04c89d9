using System.Runtime.CompilerServices;
using VerifyTests;

namespace VerifyXunit;

/// <summary>Compares what a test received with the snapshot beside its source: <c>Class.Test.verified.txt</c>.</summary>
public static class Verifier
{
    public static SettingsTask Verify(string? target, VerifySettings? settings = null, [CallerFilePath] string sourceFile = "") =>
        Verify(settings, sourceFile, () => [Root(target ?? "null")]);

    public static SettingsTask Verify(string? target, string extension, VerifySettings? settings = null, [CallerFilePath] string sourceFile = "") =>
        Verify(settings, sourceFile, () => [new Target(extension, target ?? "null")]);

    public static SettingsTask Verify(Target target, VerifySettings? settings = null, [CallerFilePath] string sourceFile = "") =>
        Verify(settings, sourceFile, () => [target]);

    public static SettingsTask Verify(IEnumerable<Target> targets, VerifySettings? settings = null, [CallerFilePath] string sourceFile = "") =>
        Verify(settings, sourceFile, () => [.. targets]);

    /// <summary>A text first, then further files: the text is the snapshot without a name.</summary>
    public static SettingsTask Verify(
        string? target, IEnumerable<Target> rawTargets, VerifySettings? settings = null, [CallerFilePath] string sourceFile = "") =>
        Verify(settings, sourceFile, () => [Root(target ?? "null"), .. rawTargets]);

    /// <summary>Anything that a converter is registered for (<see cref="VerifierSettings.RegisterFileConverter{T}"/>).</summary>
    public static SettingsTask Verify(object? target, VerifySettings? settings = null, [CallerFilePath] string sourceFile = "") =>
        Verify(settings, sourceFile, () => target is null or string ? [Root((string?)target ?? "null")] : Convert(target));

    private static SettingsTask Verify(VerifySettings? settings, string sourceFile, Func<List<Target>> targets) =>
        new(settings, s => new SnapshotSet(UsesVerifyAttribute.Test, sourceFile, s).CheckAsync(targets()));

    private static List<Target> Convert(object target)
    {
        var result = VerifierSettings.Convert(target);
        return result.Info is { } info ? [Root((string)info), .. result.Targets] : [.. result.Targets];
    }

    private static Target Root(string text) => new("txt", text.Length == 0 ? "emptyString" : text);
}
