using System.Text;
using System.Text.RegularExpressions;
using ModelDsl.Diagnostics;
using ModelDsl.Text;

namespace ModelDsl.Tests.Errors;

/// <summary>
/// Wrong programs, each a `.net` file whose errors stand as comments below the lines they are in, under the very characters they mark:
/// <code>
/// conv3-64 maxpool
/// #        ^^^^^^^ MDL1017: expected '->' between 'conv3-64' and 'maxpool'
/// </code>
/// A marker that begins at a line's first column begins with the '#' itself: <c>#^^^^</c> marks columns 1 to 5. A warning says so before its code.
/// With UPDATE_CORPUS=1 in the environment the comments are written anew; read the difference before committing it.
/// </summary>
internal static partial class ErrorCorpus
{
    /// <summary>The files of a folder below tests/ModelDsl.Tests/Errors, as rows of a theory.</summary>
    public static TheoryData<string> Files(string folder)
    {
        var root = Repository.PathOf("tests", "ModelDsl.Tests", "Errors");
        var files = Directory.GetFiles(Path.Combine(root, folder), "*.net", SearchOption.AllDirectories);
        return new TheoryData<string>(files.Select(file => Path.GetRelativePath(root, file).Replace('\\', '/')).Order(StringComparer.Ordinal));
    }

    /// <summary>Whether the diagnostics of a file are those that its comments say, no more and no less.</summary>
    /// <param name="file">One of <see cref="Files"/>.</param>
    /// <param name="diagnose">The part of the compiler under test.</param>
    public static void Check(string file, Func<SourceText, IEnumerable<Diagnostic>> diagnose)
    {
        var path = Repository.PathOf("tests", "ModelDsl.Tests", "Errors", file);
        var content = File.ReadAllText(path);
        var text = new SourceText(file, content);
        var actual = WithMarkers(text, [.. diagnose(text)]);
        if (Environment.GetEnvironmentVariable("UPDATE_CORPUS") == "1") File.WriteAllText(path, actual);
        else Assert.Equal(content, actual);
        Assert.Matches(Marker(), actual);
    }

    private static string WithMarkers(SourceText text, IReadOnlyList<Diagnostic> diagnostics)
    {
        var result = new StringBuilder();
        var lines = text.Content.Split('\n');
        for (var i = 0; i < lines.Length; i++)
        {
            if (Marker().IsMatch(lines[i])) continue;
            result.Append(lines[i]).Append(i == lines.Length - 1 ? "" : "\n");
            foreach (var diagnostic in diagnostics.Where(d => text.LineOf(d.Span) == i + 1)) result.Append(MarkerOf(diagnostic, text, lines[i].Length));
        }

        return result.ToString();
    }

    private static string MarkerOf(Diagnostic diagnostic, SourceText text, int lineLength)
    {
        var column = text.PositionOf(diagnostic.Span.Start).Column;
        var length = Math.Max(1, Math.Min(diagnostic.Span.Length, lineLength - column + 1));
        Assert.True(column != 2 && (column != 1 || length > 1), $"{diagnostic.Format(text)}: a mark at column {column} cannot be drawn; indent the line");
        var place = column == 1 ? new string('^', length - 1) : new string(' ', column - 2) + new string('^', length);
        return $"#{place} {(diagnostic.Severity == Severity.Warning ? "warning " : "")}{diagnostic.Code}: {diagnostic.Message}\n";
    }

    [GeneratedRegex(@"^# *\^+ (warning )?MDL\d{4}: .*$", RegexOptions.Multiline | RegexOptions.CultureInvariant)]
    private static partial Regex Marker();
}
