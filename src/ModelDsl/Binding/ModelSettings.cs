using ModelDsl.Diagnostics;
using ModelDsl.Graphs;
using ModelDsl.Layers;
using ModelDsl.Syntax;
using ModelDsl.Text;

namespace ModelDsl.Binding;

/// <summary>The lines of a model that are no layers: inputs, outputs, precision, loss, expect.</summary>
internal sealed class ModelSettings
{
    private static readonly Dictionary<string, int> Colours = new(StringComparer.OrdinalIgnoreCase) { ["gray"] = 1, ["grey"] = 1, ["rgb"] = 3 };

    private static readonly Dictionary<string, bool> Precisions = new(StringComparer.OrdinalIgnoreCase) { ["bf16"] = true, ["float32"] = false };

    private readonly SourceText _text;
    private readonly ICollection<Diagnostic> _diagnostics;
    private readonly Arithmetic _arithmetic;
    private readonly int _columns;
    private readonly Dictionary<string, SourceSpan> _first = [];

    public ModelSettings(ModelVariant variant, SourceText text, NumberScope numbers, ICollection<Diagnostic> diagnostics)
    {
        _text = text;
        _diagnostics = diagnostics;
        _arithmetic = new Arithmetic(numbers, diagnostics);
        _columns = variant.Columns;
        foreach (var statement in variant.Body) Read(statement);
    }

    /// <summary>The inputs, right or wrong, with the shape where it is known; one without a name is called <c>input</c>.</summary>
    public List<(Identifier Name, Shape? Shape)> Inputs { get; } = [];

    /// <summary>The values that an output line names; empty where there is none.</summary>
    public EquatableArray<Identifier> Outputs { get; private set; }

    public LossStatement? Loss { get; private set; }

    /// <summary>Whether feature maps are of bfloat16; null where nothing is said of it.</summary>
    public bool? IsReduced { get; private set; }

    public List<ExpectationSyntax> Expectations { get; } = [];

    /// <summary>The output's sizes that a column expects; null where it says nothing of them.</summary>
    public IReadOnlyList<int>? ExpectedOutput(int column) =>
        Expectations.FirstOrDefault(e => e.Name.Text.Equals("output", StringComparison.OrdinalIgnoreCase)) is { } figure
            ? [.. figure.Values[figure.Values.Count == 1 ? 0 : column].Sizes.Select(s => (int)Math.Min(s, int.MaxValue))]
            : null;

    private void Read(StatementSyntax statement)
    {
        switch (statement)
        {
            case InputStatement input: ReadInput(input); break;
            case OutputStatement output when IsFirst("output", output): Outputs = output.Values; break;
            case PrecisionStatement precision when IsFirst("precision", precision): ReadPrecision(precision.Precision); break;
            case LossStatement loss when IsFirst("loss", loss): Loss = loss; break;
            case ExpectStatement expect: foreach (var figure in expect.Expectations) ReadExpectation(figure); break;
        }
    }

    private bool IsFirst(string setting, StatementSyntax statement)
    {
        if (!_first.TryGetValue(setting, out var first))
        {
            _first.Add(setting, statement.Span);
            return true;
        }

        _diagnostics.Add(Catalogue.RepeatedSetting(statement.Span, setting, _text.LineOf(first)));
        return false;
    }

    private void ReadPrecision(Identifier precision)
    {
        if (Precisions.TryGetValue(precision.Text, out var isReduced)) IsReduced = isReduced;
        else _diagnostics.Add(Catalogue.UnknownPrecision(precision.Span, precision.Text, Spelling.Closest(precision.Text.ToLowerInvariant(), Precisions.Keys)));
    }

    private void ReadInput(InputStatement input)
    {
        if (input.Name is null && !IsFirst("input", input)) return;
        var name = input.Name ?? new Identifier(input.Span, "input");
        if (Inputs.FirstOrDefault(i => i.Name.Text == name.Text).Name is { } earlier)
        {
            _diagnostics.Add(Catalogue.NameTaken(name.Span, name.Text, _text.LineOf(earlier.Span)));
            return;
        }

        var shape = ShapeOf(input);
        if (shape is not null && !Limits.Fits(shape))
        {
            _diagnostics.Add(Catalogue.TooLarge(input.Sizes.Span, "the input", _text[input.Sizes.Span]));
            shape = null;
        }

        Inputs.Add((name, shape));
    }

    private Shape? ShapeOf(InputStatement input)
    {
        if (_arithmetic.Sizes(input.Sizes) is not { } evaluated) return null;
        if (evaluated is not DimensionsSyntax)
        {
            _diagnostics.Add(Catalogue.HoleOutOfPlace(input.Sizes.Span));
            return null;
        }

        var sizes = evaluated.Literal.Select(s => (int)Math.Min(s, int.MaxValue)).ToList();

        if (input.Vocabulary is { } vocabulary) return _arithmetic.Whole(vocabulary, least: 1) is { } words ? Shape.Of([.. sizes]) with { Vocabulary = (int)words } : null;
        if (input.Colour is not { } colour) return Shape.Of([.. sizes]);
        if (!Colours.TryGetValue(colour.Text, out var channels))
        {
            _diagnostics.Add(Catalogue.UnknownColour(colour.Span, colour.Text, Spelling.Closest(colour.Text.ToLowerInvariant(), ["gray", "rgb"])));
            return null;
        }

        if (sizes.Count == 2) return Shape.Of([channels, .. sizes]);
        _diagnostics.Add(Catalogue.ColourNeedsTwoSizes(input.Sizes.Span.To(colour.Span), _text[input.Sizes.Span.To(colour.Span)]));
        return null;
    }

    private void ReadExpectation(ExpectationSyntax figure)
    {
        var name = figure.Name.Text.ToLowerInvariant();
        var earlier = Expectations.FirstOrDefault(e => e.Name.Text.Equals(name, StringComparison.OrdinalIgnoreCase));
        if (!Binding.Expectations.Figures.Contains(name))
        {
            _diagnostics.Add(Catalogue.UnknownExpectation(figure.Name.Span, figure.Name.Text, Spelling.Closest(name, Binding.Expectations.Figures)));
        }
        else if (earlier is not null) _diagnostics.Add(Catalogue.RepeatedSetting(figure.Name.Span, "expect " + name, _text.LineOf(earlier.Span)));
        else if (figure.Values.Count != 1 && figure.Values.Count != _columns) _diagnostics.Add(Catalogue.CellsAndColumns(figure.Span, figure.Values.Count, _columns));
        else Expectations.Add(figure);
    }
}
