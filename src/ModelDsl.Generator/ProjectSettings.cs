using System.Text;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;

namespace ModelDsl.Generator;

/// <summary>What a project says about itself: the namespace of its classes and its folder (ends with a slash).</summary>
internal sealed record ProjectSettings(string Namespace, string Directory)
{
    private const string DefaultNamespace = "Models";

    public static ProjectSettings From(AnalyzerConfigOptions options)
    {
        options.TryGetValue("build_property.RootNamespace", out var name);
        options.TryGetValue("build_property.ProjectDir", out var directory);
        return new ProjectSettings(ToNamespace(name ?? ""), directory ?? "");
    }

    /// <summary>A project may be called <c>my-models.2024</c>; the SDK hands that on as it is.</summary>
    private static string ToNamespace(string name)
    {
        var parts = name.Split('.').Where(part => part.Length > 0).Select(ToIdentifier).ToList();
        return parts.Count == 0 ? DefaultNamespace : string.Join(".", parts);
    }

    private static string ToIdentifier(string part)
    {
        var identifier = new StringBuilder(part.Length + 1);
        foreach (var c in part) identifier.Append(SyntaxFacts.IsIdentifierPartCharacter(c) ? c : '_');
        if (!SyntaxFacts.IsIdentifierStartCharacter(identifier[0])) identifier.Insert(0, '_');
        var text = identifier.ToString();
        return SyntaxFacts.GetKeywordKind(text) == SyntaxKind.None ? text : "@" + text;
    }
}
