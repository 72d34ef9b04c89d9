using ModelDsl.Diagnostics;
using ModelDsl.Layers;
using ModelDsl.Syntax;
using ModelDsl.Text;

namespace ModelDsl.Binding;

/// <summary>A layer in the order it runs, with repeats and groups written out. <see cref="Input"/> is the place it continues, -1 for the model's input.</summary>
internal sealed record Place(LayerSyntax Syntax, LayerKind? Kind, int Input)
{
    /// <summary>The name of the value it gives, where it ends a chain that was named.</summary>
    public Identifier? ValueName { get; init; }

    /// <summary>That name where the chain is this layer alone: then it is the layer's.</summary>
    public Identifier? GivenName { get; init; }
}

/// <summary>The chains of a model one behind the other: continuation lines, named values, groups and repeats resolved to places.</summary>
internal sealed class Chains
{
    private readonly ModelVariant _variant;
    private readonly SourceText _text;
    private readonly ICollection<Diagnostic> _diagnostics;
    private readonly List<Place> _places = [];
    private readonly Dictionary<string, (int Place, SourceSpan Span)> _values = new(StringComparer.Ordinal);
    private int _current = -1;
    private bool _tooMany;

    private Chains(ModelVariant variant, SourceText text, ICollection<Diagnostic> diagnostics)
    {
        _variant = variant;
        _text = text;
        _diagnostics = diagnostics;
    }

    public static IReadOnlyList<Place> Expand(ModelVariant variant, SourceText text, ICollection<Diagnostic> diagnostics)
    {
        var chains = new Chains(variant, text, diagnostics);
        foreach (var statement in variant.Body) chains.Expand(statement);
        return chains._places;
    }

    private void Expand(StatementSyntax statement)
    {
        if (statement is RowStatement row)
        {
            if (row.Cells.Count == 1) Expand(row.Cells[0]);
            else if (row.Cells.Count == _variant.Columns) Expand(row.Cells[_variant.Column]);
            else _diagnostics.Add(Catalogue.CellsAndColumns(row.Span, row.Cells.Count, _variant.Columns));
        }
        else if (statement is ChainStatement { Chain: var chain, Name: var name })
        {
            var elements = chain.Elements;
            if (elements.Count > 0 && elements[0] is LayerSyntax { Reference: { } reference, Options.Count: 0, Repeat: null }
                && _values.TryGetValue(reference, out var value))
            {
                _current = value.Place;
                chain = chain with { Elements = elements.Skip(1).ToEquatableArray() };
            }

            var before = _places.Count;
            Expand(chain);
            if (name is not null) Define(name, isLayer: _places.Count == before + 1);
        }
    }

    private void Define(Identifier name, bool isLayer)
    {
        if (_current >= 0) _places[_current] = _places[_current] with { ValueName = name, GivenName = isLayer ? name : _places[_current].GivenName };
        if (_values.TryGetValue(name.Text, out var earlier)) _diagnostics.Add(Catalogue.NameTaken(name.Span, name.Text, _text.LineOf(earlier.Span)));
        else _values.Add(name.Text, (_current, name.Span));
    }

    private void Expand(ChainSyntax chain)
    {
        foreach (var element in chain.Elements)
        {
            for (var i = 0; i < ((element.Repeat as NumberExpression)?.Number ?? 1) && !_tooMany; i++)
            {
                if (element is GroupSyntax group) Expand(group.Chain);
                else Append((LayerSyntax)element);
            }
        }
    }

    private void Append(LayerSyntax layer)
    {
        if (_places.Count == Limits.Layers)
        {
            _tooMany = true;
            _diagnostics.Add(Catalogue.TooManyLayers(layer.Span, Limits.Layers));
            return;
        }

        _places.Add(new Place(layer, HeadCheck.Resolve(layer, _text, _diagnostics), _current));
        _current = _places.Count - 1;
    }
}
