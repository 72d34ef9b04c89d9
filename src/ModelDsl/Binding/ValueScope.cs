using ModelDsl.Syntax;
using ModelDsl.Text;

namespace ModelDsl.Binding;

/// <summary>The values and nets that the lines of a body may name.</summary>
/// <param name="outer">The body around a net, whose values are seen where the net has none of that name.</param>
internal sealed class ValueScope(ValueScope? outer = null)
{
    private readonly Dictionary<string, (int Place, SourceSpan Span)> _values = new(StringComparer.Ordinal);

    public Dictionary<string, NetUse> Nets { get; } = new(StringComparer.Ordinal);

    public IEnumerable<string> Names => _values.Keys.Concat(Nets.Keys).Concat(outer?.Names ?? []);

    public bool TryGet(string name, out int place)
    {
        var found = _values.TryGetValue(name, out var value);
        place = value.Place;
        return found || outer?.TryGet(name, out place) == true;
    }

    /// <summary>Where the name was first given, null where it is new.</summary>
    public SourceSpan? Define(string name, int place, SourceSpan span)
    {
        if (_values.TryGetValue(name, out var earlier)) return earlier.Span;
        _values.Add(name, (place, span));
        return null;
    }
}

/// <summary>A net, and the places of its first application.</summary>
internal sealed class NetUse(NetStatement syntax)
{
    public NetStatement Syntax { get; } = syntax;

    /// <summary>Where its first application begins; -1 before there is one.</summary>
    public int First { get; set; } = -1;

    /// <summary>How often it was applied.</summary>
    public int Applications { get; set; }

    /// <summary>Whether its lines are being read.</summary>
    public bool IsOpen { get; set; }
}
