using System.Text;

namespace VerifyTests;

/// <summary>One file of a snapshot: its extension (<c>txt</c>, <c>cs</c>), its text and, where a test has several, its name.</summary>
public readonly struct Target
{
    public Target(string extension, string data, string? name = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(extension);
        Extension = extension;
        Name = name;
        Text = data.Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n');
    }

    public Target(string extension, StringBuilder data, string? name = null)
        : this(extension, data.ToString(), name)
    {
    }

    public string Extension { get; }

    public string? Name { get; }

    internal string Text { get; }
}

/// <summary>What a converter makes of an object: a text of its own or none, and files.</summary>
public readonly struct ConversionResult(object? info, IEnumerable<Target> targets)
{
    public ConversionResult(object? info, string extension, string data)
        : this(info, [new Target(extension, data)])
    {
    }

    public object? Info { get; } = info is null or string
        ? info
        : throw new NotSupportedException("The stand-in for Verify takes only a text as info: Verify would serialise an object.");

    public IEnumerable<Target> Targets { get; } = targets;
}

public delegate ConversionResult Conversion<in T>(T target, IReadOnlyDictionary<string, object> context);
