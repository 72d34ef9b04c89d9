using ModelDsl.Diagnostics;
using ModelDsl.Layers;
using ModelDsl.Syntax;
using ModelDsl.Text;

namespace ModelDsl.Binding;

/// <summary>A layer in the order it runs, with repeats and groups written out. <see cref="Input"/> is the place it continues, -1 for the model's input.</summary>
internal sealed record Place(LayerSyntax Syntax, LayerKind? Kind, int Input, Identifier? GivenName);

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
            var cell = row.Cells.Count == 1 ? 0 : _variant.Column;
            if (cell < row.Cells.Count) Expand(row.Cells[cell], givenName: null);
        }
        else if (statement is ChainStatement { Chain: var chain, Name: var name })
        {
            var elements = chain.Elements;
            if (elements.Count > 0 && elements[0] is LayerSyntax { Kernel: null, Width: null, Stride: null, Options.Count: 0, Repeat: 1 } first
                && _values.TryGetValue(first.Name.Text, out var value))
            {
                _current = value.Place;
                chain = chain with { Elements = elements.Skip(1).ToEquatableArray() };
            }

            Expand(chain, chain.Elements.Count == 1 ? name : null);
            if (name is not null) Define(name);
        }
    }

    private void Define(Identifier name)
    {
        if (_values.TryGetValue(name.Text, out var earlier)) _diagnostics.Add(Catalogue.NameTaken(name.Span, name.Text, _text.LineOf(earlier.Span)));
        else _values.Add(name.Text, (_current, name.Span));
    }

    private void Expand(ChainSyntax chain, Identifier? givenName)
    {
        foreach (var element in chain.Elements)
        {
            for (var i = 0; i < element.Repeat && !_tooMany; i++)
            {
                if (element is GroupSyntax group) Expand(group.Chain, givenName: null);
                else Append((LayerSyntax)element, element.Repeat == 1 ? givenName : null);
            }
        }
    }

    private void Append(LayerSyntax layer, Identifier? givenName)
    {
        if (_places.Count == Limits.Layers)
        {
            _tooMany = true;
            _diagnostics.Add(Catalogue.TooManyLayers(layer.Span, Limits.Layers));
            return;
        }

        _places.Add(new Place(layer, HeadCheck.Resolve(layer, _text, _diagnostics), _current, givenName));
        _current = _places.Count - 1;
    }
}
