using System.Collections.Concurrent;
using System.Globalization;
using System.Reflection;
using System.Text;

namespace VerifyTests;

/// <summary>The snapshot files of one test: <c>Class.Test[_parameter=value][#name].verified.extension</c>.</summary>
internal sealed class SnapshotSet
{
    private static readonly ConcurrentDictionary<string, bool> UsedPrefixes = new();

    private readonly string _directory;
    private readonly string _prefix;

    public SnapshotSet(MethodInfo test, string sourceFile, VerifySettings settings)
    {
        _directory = Path.Combine(Path.GetDirectoryName(sourceFile)!, settings.Directory ?? "");
        _prefix = settings.FileName ?? $"{settings.TypeName ?? TypeName(test)}.{settings.MethodName ?? test.Name}{Parameters(test, settings)}";
        if (!UsedPrefixes.TryAdd(Path.Combine(_directory, _prefix), true))
            throw new InvalidOperationException($"Two snapshots are called '{_prefix}'; a theory says UseParameters, a second Verify UseMethodName.");
    }

    /// <summary>Compares all files, writes what was received beside those that differ, and throws when any does.</summary>
    public async Task<VerifyResult> CheckAsync(IReadOnlyList<Target> targets)
    {
        Directory.CreateDirectory(_directory);
        foreach (var old in Find("received")) File.Delete(old);

        var stale = new HashSet<string>(Find("verified"), StringComparer.Ordinal);
        var failures = new StringBuilder();
        var equal = new List<string>();
        foreach (var (target, name) in Named(targets))
        {
            var verified = Path.Combine(_directory, $"{_prefix}{name}.verified.{target.Extension}");
            stale.Remove(verified);
            if (await CompareAsync(verified, target.Text) is { } difference) failures.Append(difference);
            else equal.Add(verified);
        }

        foreach (var file in stale.Order(StringComparer.Ordinal)) failures.Append(CultureInfo.InvariantCulture, $"Stale: {Path.GetFileName(file)} (nothing writes it; delete it)\n");
        return failures.Length == 0 ? new VerifyResult(equal) : throw new VerifyException($"Directory: {_directory}\n{failures}");
    }

    private static async Task<string?> CompareAsync(string verified, string text)
    {
        var name = Path.GetFileName(verified);
        string? difference;
        if (!File.Exists(verified))
        {
            difference = $"New: {name}\n{text}\n";
        }
        else
        {
            var expected = (await File.ReadAllTextAsync(verified)).Replace("\r\n", "\n", StringComparison.Ordinal);
            // An editor may have ended the file with a newline that the text has not.
            if (expected == text || expected == text + "\n") return null;
            difference = $"Different: {name}\n{LineDifference.Between(expected, text)}";
        }

        var received = Path.Combine(Path.GetDirectoryName(verified)!, name.Replace(".verified.", ".received.", StringComparison.Ordinal));
        await File.WriteAllTextAsync(received, text);
        return difference;
    }

    /// <summary>Files of one name and extension are numbered.</summary>
    private static IEnumerable<(Target Target, string Name)> Named(IReadOnlyList<Target> targets)
    {
        foreach (var group in targets.GroupBy(target => (target.Name, target.Extension)))
        {
            var count = group.Count();
            var index = 0;
            foreach (var target in group)
            {
                var number = index++.ToString("D2", CultureInfo.InvariantCulture);
                yield return (target, (target.Name, count) switch
                {
                    (null, 1) => "",
                    (null, _) => $"#{number}",
                    (_, 1) => $"#{target.Name}",
                    _ => $"#{target.Name}.{number}",
                });
            }
        }
    }

    private IEnumerable<string> Find(string kind) =>
        Directory.EnumerateFiles(_directory, $"{_prefix}.{kind}.*").Concat(Directory.EnumerateFiles(_directory, $"{_prefix}#*.{kind}.*")).ToList();

    private static string TypeName(MethodInfo test)
    {
        var type = test.ReflectedType!;
        return type.IsNested ? $"{type.DeclaringType!.Name}.{type.Name}" : type.Name;
    }

    private static string Parameters(MethodInfo test, VerifySettings settings)
    {
        if (settings.ParametersText is { } text) return $"_{text}";
        var names = test.GetParameters().Select(parameter => parameter.Name).ToList();
        if (settings.Parameters is not { } values || names.Count == 0) return "";
        return "_" + string.Join("_", names.Zip(values, (name, value) => $"{name}={FileName(value)}"));
    }

    private static string FileName(object? value) =>
        string.Concat((Convert.ToString(value, CultureInfo.InvariantCulture) ?? "null").Select(c => c < ' ' || "\"<>|:*?\\/".Contains(c) ? '-' : c));
}
