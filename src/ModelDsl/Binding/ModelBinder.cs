using ModelDsl.Diagnostics;
using ModelDsl.Graphs;
using ModelDsl.Layers;
using ModelDsl.Ops;
using ModelDsl.Syntax;
using ModelDsl.Text;

namespace ModelDsl.Binding;

/// <summary>Binds one model: finds each layer's kind, options, activation and shape. Behind a mistake whose shape is unknown it goes on checking what it can.</summary>
internal sealed class ModelBinder(ModelVariant variant, SourceText text)
{
    private readonly List<Diagnostic> _diagnostics = [];
    private ModelSettings? _settings;
    private IReadOnlyList<Place> _places = [];
    private string[] _names = [];
    private IReadOnlyDictionary<string, OptionSyntax>?[] _options = [];
    private int[] _next = [];
    private LayerNode?[] _nodes = [];
    private Shape?[] _shapes = [];

    public IReadOnlyList<Diagnostic> Diagnostics => _diagnostics;

    /// <summary>What is known of a model with mistakes.</summary>
    public BrokenModel Remains { get; private set; } = new(variant.Name, variant.Place, null, null, LossKind.MeanSquaredError, []);

    /// <summary>The model, or null where it has mistakes.</summary>
    public BoundModel? Bind(CancellationToken cancellation)
    {
        _settings = new ModelSettings(variant, text, _diagnostics);
        if (!_settings.HasInput && !variant.Body.OfType<BrokenStatement>().Any()) _diagnostics.Add(Catalogue.MissingInput(variant.Place, variant.Name));
        _places = Chains.Expand(variant, text, _diagnostics);
        if (_places.Count == 0 && !variant.Body.OfType<BrokenStatement>().Any()) _diagnostics.Add(Catalogue.NoLayers(variant.Place, variant.Name));
        Prepare();
        for (var i = 0; i < _places.Count; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            BindPlace(i);
        }

        var loss = FindLoss();
        CheckNames();
        var bound = variant.Body.All(s => s is not BrokenStatement) && _places.Count > 0 && _diagnostics.All(d => d.Severity != Severity.Error)
            ? new BoundModel(variant.Name, text, variant.Place, _settings.Input!, Reachable(), loss)
            : null;
        if (bound is not null) new Expectations(bound, variant.Column, _diagnostics).Check(_settings.Expectations);
        if (bound is not null && _diagnostics.All(d => d.Severity != Severity.Error)) return bound;
        Remains = new BrokenModel(variant.Name, variant.Place, _settings.Input, _shapes.LastOrDefault(), loss, _nodes.OfType<LayerNode>().ToArray());
        return null;
    }

    /// <summary>What binding a layer needs of the others: names, options, and who comes next.</summary>
    private void Prepare()
    {
        _names = LayerNames.Assign(_places);
        _nodes = new LayerNode?[_places.Count];
        _shapes = new Shape?[_places.Count];
        _next = Enumerable.Repeat(-1, _places.Count).ToArray();
        _options = new IReadOnlyDictionary<string, OptionSyntax>?[_places.Count];
        for (var i = _places.Count - 1; i >= 0; i--)
        {
            var (syntax, kind, input) = _places[i];
            if (input >= 0) _next[input] = i;
            if (kind is not null && HeadCheck.IsRight(kind, syntax, _diagnostics))
            {
                _options[i] = _settings!.WithDefaults(kind, OptionReader.Read(kind, syntax, _diagnostics));
            }
        }
    }

    private void BindPlace(int index)
    {
        var (syntax, kind, input) = _places[index];
        if (kind is null || _options[index] is null) return;
        var call = Call(index);
        var given = BehindMistake(index) ? null : input < 0 ? _settings!.Input : _shapes[input];
        if (given is null)
        {
            _shapes[index] = kind.OutputOfUnknownInput(call);
            return;
        }

        if (kind.BindTo(call, [given]) is not { } layer) return;
        if (layer.Parameters.FirstOrDefault(p => !Limits.Fits(p.Shape)) is { } large)
        {
            _diagnostics.Add(Catalogue.TooLarge(syntax.Head, $"the {large.Property.ToLowerInvariant()} of {call.Written}", large.Shape.ToString()));
        }
        else if (!Limits.Fits(layer.Output)) _diagnostics.Add(Catalogue.TooLarge(syntax.Head, $"the output of {call.Written}", layer.Output.ToString()));
        else
        {
            _shapes[index] = layer.Output;
            var before = input < 0 ? null : _nodes[input];
            if (input < 0 || before is not null) _nodes[index] = new LayerNode(_names[index], kind, layer, before, call.Written, syntax.Head);
        }
    }

    /// <summary>Whether a line with a syntax error stands between a layer and the one it continues: what that line gives is unknown.</summary>
    private bool BehindMistake(int index)
    {
        var from = _places[index].Input < 0 ? 0 : _places[_places[index].Input].Syntax.Span.Start;
        var to = _places[index].Syntax.Span.Start;
        return variant.Body.OfType<BrokenStatement>().Any(b => b.Span.Start > from && b.Span.Start < to);
    }

    private LayerCall Call(int index)
    {
        var place = _places[index];
        var carried = Carried(index);
        return new LayerCall(place.Syntax, Written(place.Syntax), _options[index]!, _diagnostics)
        {
            Carried = carried,
            Met = carried ?? Met(index),
            Before = place.Input < 0 ? "input" : text[_places[place.Input].Syntax.Head],
        };
    }

    /// <summary>
    /// The activation a conv or fc carries: the model's, unless an activation, a normalisation or softmax follows it directly, it is the last layer,
    /// or it says linear.
    /// </summary>
    private ActivationFunction? Carried(int index)
    {
        if (_places[index].Kind?.Role != LayerRole.Weighted || _next[index] < 0) return null;
        if (new LayerCall(_places[index].Syntax, "", _options[index]!, _diagnostics).Switch("linear")) return null;
        var next = _places[_next[index]].Kind?.Role;
        return next is LayerRole.Activation or LayerRole.Normalisation or LayerRole.Softmax ? null : _settings!.Activation;
    }

    /// <summary>The activation that follows, at once or behind normalisations.</summary>
    private ActivationFunction? Met(int index)
    {
        var next = _next[index];
        while (next >= 0 && _places[next].Kind?.Role == LayerRole.Normalisation) next = _next[next];
        if (next < 0 || _places[next].Kind is not { Role: LayerRole.Activation } kind || _options[next] is null) return null;
        return kind.Function(new LayerCall(_places[next].Syntax, "", _options[next]!, _diagnostics));
    }

    private string Written(LayerSyntax syntax) => syntax.Options.Count == 0
        ? text[syntax.Head]
        : $"{text[syntax.Head]}({string.Join(", ", syntax.Options.Select(o => text[o.Span]))})";

    /// <summary>The loss asked for, checked against the last layer; or what goes with that layer.</summary>
    private LossKind FindLoss()
    {
        var last = _places.Count == 0 ? null : _places[_places.Count - 1].Kind;
        var usual = last?.Role == LayerRole.Softmax ? LossKind.CrossEntropy : last is Sigmoid ? LossKind.BinaryCrossEntropy : LossKind.MeanSquaredError;
        if (_settings!.Loss is not { } asked) return usual;
        if (_shapes.LastOrDefault() is not { } output) return asked.Kind;
        switch (asked.Kind)
        {
            case LossKind.CrossEntropy when last is Sigmoid:
                _diagnostics.Add(Catalogue.LossDoesNotFit(asked.Span, "cross-entropy", "the model ends in sigmoid; end it in softmax, or write 'loss bce'"));
                break;
            case LossKind.CrossEntropy when output.Rank != 1 || output[0] < 2:
                _diagnostics.Add(Catalogue.LossDoesNotFit(asked.Span, "cross-entropy", $"it needs one score for each of two or more classes, but the model gives {output}"));
                break;
            case LossKind.BinaryCrossEntropy when last?.Role == LayerRole.Softmax:
                _diagnostics.Add(Catalogue.LossDoesNotFit(asked.Span, "bce", "the model ends in softmax; end it in sigmoid, or write 'loss cross-entropy'"));
                break;
        }

        return asked.Kind;
    }

    private void CheckNames()
    {
        if (ReservedNames.IsType(variant.Name)) _diagnostics.Add(Catalogue.ReservedName(variant.Place, variant.Name, $"the runtime's type '{variant.Name}'"));
        else if (ReservedNames.IsDeclared(variant.Name)) _diagnostics.Add(Catalogue.ReservedName(variant.Place, variant.Name, $"the generated class's member '{variant.Name}'"));
        var places = new Dictionary<string, SourceSpan>(StringComparer.Ordinal);
        for (var i = 0; i < _places.Count; i++)
        {
            if (_names[i].Length == 0) continue;
            var property = Naming.Pascal(_names[i]);
            var given = _places[i].GivenName?.Span;
            var place = given ?? _places[i].Syntax.Head;
            var isProperty = _nodes[i]?.Layer.Holder is not null;
            if (isProperty && ReservedNames.IsMember(property)) _diagnostics.Add(Catalogue.ReservedName(place, _names[i], $"the generated class's member '{property}'"));
            else if (isProperty && property == variant.Name) _diagnostics.Add(Catalogue.ReservedName(given ?? variant.Place, property, given is null ? $"its own layer '{_names[i]}'" : "its own class"));
            else if (places.TryGetValue(property, out var first)) _diagnostics.Add(Catalogue.NameTaken(place, _names[i], text.LineOf(first)));
            else places.Add(property, place);
        }
    }

    /// <summary>The layers the output needs; a value that nothing uses is left out, with a warning.</summary>
    private IReadOnlyList<LayerNode> Reachable()
    {
        var needed = new HashSet<LayerNode>();
        for (var node = _nodes[_nodes.Length - 1]; node is not null; node = node.Input) needed.Add(node);
        for (var i = 0; i < _places.Count; i++)
        {
            if (_nodes[i] is not { } node || needed.Contains(node) || _next[i] >= 0) continue;
            _diagnostics.Add(Catalogue.UnusedValue(_places[i].ValueName?.Span ?? node.Span, _places[i].ValueName?.Text ?? node.Name));
        }

        return _nodes.Where(n => n is not null && needed.Contains(n)).Select(n => n!).ToArray();
    }
}
