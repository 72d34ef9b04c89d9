using Microsoft.CodeAnalysis;
using ModelDsl.Text;

namespace ModelDsl.Generator;

/// <summary>
/// How the C# compiler writes paths into its output (<c>/pathmap</c>): the same sources give the same bytes wherever they lie.
/// The same mapping as <see cref="SourceReferenceResolver.NormalizePath"/>, taken out of it because the resolver does not compare by value.
/// </summary>
internal sealed record PathMap(EquatableArray<PathPrefix> Prefixes)
{
    public static PathMap From(SourceReferenceResolver? resolver) =>
        new(((resolver as SourceFileResolver)?.PathMap ?? []).Select(pair => new PathPrefix(pair.Key, pair.Value)).ToEquatableArray());

    public string Map(string path)
    {
        foreach (var prefix in Prefixes)
        {
            if (prefix.From.Length == 0 || !path.StartsWith(prefix.From, StringComparison.Ordinal)) continue;
            var rest = path.Substring(prefix.From.Length);
            // The mapped path keeps to the separator that its new beginning uses.
            var slash = prefix.To.Contains("/");
            var backslash = prefix.To.Contains("\\");
            return prefix.To + (slash && !backslash ? rest.Replace('\\', '/') : backslash && !slash ? rest.Replace('/', '\\') : rest);
        }

        return path;
    }
}

internal readonly record struct PathPrefix(string From, string To);
