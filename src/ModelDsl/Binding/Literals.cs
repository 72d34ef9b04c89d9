using ModelDsl.Layers;
using ModelDsl.Syntax;
using ModelDsl.Text;

namespace ModelDsl.Binding;

/// <summary>Layers as written to layers of plain numbers: every expression in head and options evaluated.</summary>
internal sealed class Literals(Arithmetic arithmetic)
{
    /// <summary>The use with numbers in the place of expressions; null where one is unknown or wrong.</summary>
    public LayerSyntax? Of(LayerSyntax layer, LayerKind kind, IEnumerable<OptionSyntax> options)
    {
        var width = layer.Width is null ? null : arithmetic.Sizes(layer.Width);
        var stride = layer.Stride is null ? null : arithmetic.Sizes(layer.Stride);
        if (layer.Width is not null && width is null || layer.Stride is not null && stride is null) return null;
        if (Of(options, kind.Options) is not { } literal) return null;
        return layer with { Width = width, Stride = stride, Options = literal.ToEquatableArray(), Repeat = null };
    }

    /// <summary>The options with numbers in the place of expressions; null where one is unknown or wrong.</summary>
    public IReadOnlyList<OptionSyntax>? Of(IEnumerable<OptionSyntax> options, IReadOnlyList<Option> declared)
    {
        var literal = new List<OptionSyntax>();
        foreach (var option in options)
        {
            if (Of(option, declared) is not { } evaluated) return null;
            literal.Add(evaluated);
        }

        return literal;
    }

    private OptionSyntax? Of(OptionSyntax option, IReadOnlyList<Option> declared)
    {
        var known = option.Name is null ? null : declared.FirstOrDefault(o => LayerRegistry.Normalise(o.Name) == LayerRegistry.Normalise(option.Name.Text));
        if (option is { Name: { } name, Values.Count: 0 } && known is null && arithmetic.Scope.Contains(name.Text))
        {
            return arithmetic.Scope[name.Text] is { } number
                ? new OptionSyntax(option.Span, null, new EquatableArray<OptionValue>([new NumberValue(option.Span, number)]))
                : null;
        }

        var isNumeric = known is null || known.Form is OptionForm.Size or OptionForm.Count or OptionForm.Number or OptionForm.Numbers;
        var values = new List<OptionValue>();
        foreach (var value in option.Values)
        {
            if (Of(value, isNumeric || values.Count > 0) is not { } evaluated) return null;
            values.Add(evaluated);
        }

        return option with { Values = values.ToEquatableArray() };
    }

    private OptionValue? Of(OptionValue value, bool isNumeric)
    {
        switch (value)
        {
            case ComputedValue computed:
                return arithmetic.Number(computed.Expression) is { } number ? new NumberValue(value.Span, number) : null;
            case WordValue { Word: var word } when isNumeric && arithmetic.Scope.Contains(word):
                return arithmetic.Scope[word] is { } named ? new NumberValue(value.Span, named) : null;
            case DimensionsValue { Sizes: ComputedSyntax sizes }:
                return arithmetic.Sizes(sizes) is { } literal ? new DimensionsValue(value.Span, literal) : null;
            default:
                return value;
        }
    }
}
