using ModelDsl.Diagnostics;
using ModelDsl.Graphs;
using ModelDsl.Layers;
using ModelDsl.Ops;
using ModelDsl.Syntax;
using ModelDsl.Text;

namespace ModelDsl.Binding;

/// <summary>The lines of a model that are no layers: input, activation, defaults, loss, expect.</summary>
internal sealed class ModelSettings
{
    private static readonly Dictionary<string, int> Colours = new(StringComparer.OrdinalIgnoreCase) { ["gray"] = 1, ["grey"] = 1, ["rgb"] = 3 };

    private static readonly Dictionary<string, LossKind> Losses = new(StringComparer.Ordinal)
    {
        ["crossentropy"] = LossKind.CrossEntropy,
        ["bce"] = LossKind.BinaryCrossEntropy,
        ["mse"] = LossKind.MeanSquaredError,
    };

    private readonly SourceText _text;
    private readonly ICollection<Diagnostic> _diagnostics;
    private readonly int _columns;
    private readonly Dictionary<string, SourceSpan> _first = [];
    private readonly Dictionary<LayerKind, Dictionary<string, OptionSyntax>> _defaults = [];

    public ModelSettings(ModelVariant variant, SourceText text, ICollection<Diagnostic> diagnostics)
    {
        _text = text;
        _diagnostics = diagnostics;
        _columns = variant.Columns;
        foreach (var statement in variant.Body) Read(statement);
        HasInput = _first.ContainsKey("input");
    }

    /// <summary>Whether there is an input line, right or wrong.</summary>
    public bool HasInput { get; }

    public Shape? Input { get; private set; }

    /// <summary>What conv and fc carry; null for <c>activation linear</c>.</summary>
    public ActivationFunction? Activation { get; private set; } = Relu.Rectifier;

    public (LossKind Kind, SourceSpan Span)? Loss { get; private set; }

    public List<ExpectationSyntax> Expectations { get; } = [];

    /// <summary>A use's own options, and the model's defaults for what it does not say.</summary>
    public IReadOnlyDictionary<string, OptionSyntax> WithDefaults(LayerKind kind, IReadOnlyDictionary<string, OptionSyntax> own)
    {
        if (!_defaults.TryGetValue(kind, out var defaults)) return own;
        var all = new Dictionary<string, OptionSyntax>(StringComparer.Ordinal);
        foreach (var pair in defaults) all[pair.Key] = pair.Value;
        foreach (var pair in own) all[pair.Key] = pair.Value;
        return all;
    }

    private void Read(StatementSyntax statement)
    {
        switch (statement)
        {
            case InputStatement input when IsFirst("input", input): ReadInput(input); break;
            case ActivationStatement activation when IsFirst("activation", activation): ReadActivation(activation.Layer); break;
            case LossStatement loss when IsFirst("loss", loss): ReadLoss(loss.Terms[0].Loss); break;
            case DefaultsStatement defaults: foreach (var layer in defaults.Layers) ReadDefaults(layer); break;
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

    private void ReadInput(InputStatement input)
    {
        var sizes = input.Sizes.Literal.Select(s => (int)Math.Min(s, int.MaxValue)).ToList();
        if (input.Colour is { } colour)
        {
            if (!Colours.TryGetValue(colour.Text, out var channels))
            {
                _diagnostics.Add(Catalogue.UnknownColour(colour.Span, colour.Text, Spelling.Closest(colour.Text.ToLowerInvariant(), ["gray", "rgb"])));
                return;
            }

            if (sizes.Count != 2)
            {
                _diagnostics.Add(Catalogue.ColourNeedsTwoSizes(input.Sizes.Span.To(colour.Span), _text[input.Sizes.Span.To(colour.Span)]));
                return;
            }

            sizes.Insert(0, channels);
        }

        var shape = Shape.Of(sizes.ToArray());
        if (Limits.Fits(shape)) Input = shape;
        else _diagnostics.Add(Catalogue.TooLarge(input.Sizes.Span, "the input", _text[input.Sizes.Span]));
    }

    private void ReadActivation(LayerSyntax layer)
    {
        var kind = LayerRegistry.Find(layer.Name.Text);
        if (kind?.Role != LayerRole.Activation)
        {
            var activations = LayerRegistry.Kinds.Where(k => k.Role == LayerRole.Activation).Select(k => k.Keyword);
            _diagnostics.Add(Catalogue.UnknownActivation(layer.Name.Span, layer.Name.Text, Spelling.Closest(LayerRegistry.Normalise(layer.Name.Text), activations)));
            return;
        }

        if (!HeadCheck.IsRight(kind, layer, _diagnostics)) return;
        Activation = kind.Function(new LayerCall(layer, _text[layer.Span], OptionReader.Read(kind, layer, _diagnostics), _diagnostics));
    }

    private void ReadLoss(Identifier loss)
    {
        if (Losses.TryGetValue(LayerRegistry.Normalise(loss.Text), out var kind)) Loss = (kind, loss.Span);
        else _diagnostics.Add(Catalogue.UnknownLoss(loss.Span, loss.Text, Spelling.Closest(loss.Text.ToLowerInvariant(), ["cross-entropy", "bce", "mse"])));
    }

    private void ReadDefaults(LayerSyntax layer)
    {
        if (HeadCheck.Resolve(layer, _text, _diagnostics) is not { } kind) return;
        if (layer.Kernel is not null || layer.Width is not null || layer.Stride is not null)
        {
            _diagnostics.Add(Catalogue.DefaultsWithHead(layer.Head, kind.Keyword));
            return;
        }

        if (!_defaults.TryGetValue(kind, out var options)) _defaults.Add(kind, options = new(StringComparer.Ordinal));
        foreach (var pair in OptionReader.Read(kind, layer, _diagnostics)) options[pair.Key] = pair.Value;
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
