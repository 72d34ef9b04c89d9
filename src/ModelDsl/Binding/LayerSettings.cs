using ModelDsl.Diagnostics;
using ModelDsl.Layers;
using ModelDsl.Ops;
using ModelDsl.Syntax;
using ModelDsl.Text;

namespace ModelDsl.Binding;

/// <summary>What holds for every layer of a body and of the blocks in it: <c>activation</c> and <c>defaults</c>. A block's own come before its user's.</summary>
internal sealed class LayerSettings
{
    private readonly SourceText _text;
    private readonly OwnLayers _own;
    private readonly ICollection<Diagnostic> _diagnostics;
    private readonly LayerSettings? _outer;
    private readonly Dictionary<LayerKind, Dictionary<string, OptionSyntax>> _defaults = [];

    public LayerSettings(
        IEnumerable<StatementSyntax> body, SourceText text, OwnLayers own, ICollection<Diagnostic> diagnostics, LayerSettings? outer = null)
    {
        _text = text;
        _own = own;
        _diagnostics = diagnostics;
        _outer = outer;
        Activation = outer is null ? Relu.Rectifier : outer.Activation;
        SourceSpan? first = null;
        foreach (var statement in body)
        {
            if (statement is DefaultsStatement defaults)
            {
                foreach (var layer in defaults.Layers) ReadDefaults(layer);
            }
            else if (statement is ActivationStatement activation)
            {
                if (first is { } earlier) diagnostics.Add(Catalogue.RepeatedSetting(activation.Span, "activation", text.LineOf(earlier)));
                else ReadActivation(activation.Layer);
                first ??= activation.Span;
            }
        }
    }

    /// <summary>What conv and fc carry; null for <c>activation linear</c>.</summary>
    public ActivationFunction? Activation { get; private set; }

    /// <summary>A use's own options, and the defaults for what it does not say.</summary>
    public IReadOnlyDictionary<string, OptionSyntax> WithDefaults(LayerKind kind, IReadOnlyDictionary<string, OptionSyntax> own)
    {
        if (_outer is null && !_defaults.ContainsKey(kind)) return own;
        var all = new Dictionary<string, OptionSyntax>(StringComparer.Ordinal);
        AddDefaults(kind, all);
        foreach (var pair in own) all[pair.Key] = pair.Value;
        return all;
    }

    private void AddDefaults(LayerKind kind, Dictionary<string, OptionSyntax> all)
    {
        _outer?.AddDefaults(kind, all);
        if (!_defaults.TryGetValue(kind, out var defaults)) return;
        foreach (var pair in defaults) all[pair.Key] = pair.Value;
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

        if (kind is not ActivationKind)
        {
            _diagnostics.Add(Catalogue.LearnedActivation(layer.Name.Span, layer.Name.Text));
            return;
        }

        if (!HeadCheck.IsRight(kind, layer, _diagnostics)) return;
        Activation = kind.Function(new LayerCall(layer, _text[layer.Span], OptionReader.Read(kind, layer, _diagnostics), _diagnostics));
    }

    private void ReadDefaults(LayerSyntax written)
    {
        var layer = HeadCheck.Named(written, _own);
        if (HeadCheck.Resolve(layer, [], _own, _text, _diagnostics) is not { } kind) return;
        if (layer.Kernel is not null || layer.Width is not null || layer.Stride is not null)
        {
            _diagnostics.Add(Catalogue.DefaultsWithHead(layer.Head, kind.Keyword));
            return;
        }

        if (!_defaults.TryGetValue(kind, out var options)) _defaults.Add(kind, options = new(StringComparer.Ordinal));
        foreach (var pair in OptionReader.Read(kind, layer, _diagnostics)) options[pair.Key] = pair.Value;
    }
}
