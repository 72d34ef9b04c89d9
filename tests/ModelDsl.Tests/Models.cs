using ModelDsl.Binding;
using ModelDsl.Diagnostics;
using ModelDsl.Syntax;
using ModelDsl.Text;

namespace ModelDsl.Tests;

/// <summary>Short ways from a text to what the compiler makes of it.</summary>
internal static class Models
{
    /// <summary>A model's body behind a head of its own.</summary>
    public static SourceText Text(string body, string blocks = "") => new("models/m.net", blocks + "model M\n" + body + "\n");

    /// <summary>The shipped file of this name.</summary>
    public static SourceText Shipped(string name) => new($"models/{name}.net", File.ReadAllText(Path.Combine(Repository.Root, "models", name + ".net")));

    public static IEnumerable<string> ShippedNames => Directory.GetFiles(Path.Combine(Repository.Root, "models"), "*.net")
        .Select(f => Path.GetFileNameWithoutExtension(f)).Order(StringComparer.Ordinal);

    /// <summary>All shipped files, for those that use others.</summary>
    public static IReadOnlyList<SourceText> Library { get; } = [.. ShippedNames.Select(Shipped)];

    public static BindResult Bind(SourceText text)
    {
        var parsed = Parser.Parse(text);
        Assert.Empty(parsed.Diagnostics);
        return Binder.Bind(parsed.File, text, Library);
    }

    /// <summary>The one model of a body without mistakes, with blocks above it.</summary>
    public static BoundModel Good(string body, string blocks = "")
    {
        var text = Text(body, blocks);
        var result = Bind(text);
        Assert.Equal([], result.Diagnostics.Where(d => d.Severity == Severity.Error).Select(d => d.Format(text)));
        return Assert.Single(result.Models);
    }

    /// <summary>The messages a body gives, without path.</summary>
    public static string[] Messages(string body)
    {
        var text = Text(body);
        return Compiler.Compile(text, new CompilerOptions("Models", text.Path)).Diagnostics.Select(d => d.Format(text).Substring(text.Path.Length)).ToArray();
    }
}
