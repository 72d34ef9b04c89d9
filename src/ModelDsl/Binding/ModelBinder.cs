using ModelDsl.Diagnostics;
using ModelDsl.Graphs;
using ModelDsl.Layers;
using ModelDsl.Losses;
using ModelDsl.Syntax;
using ModelDsl.Text;

namespace ModelDsl.Binding;

/// <summary>Binds one model: its settings, its body, its outputs and loss.</summary>
internal sealed class ModelBinder(ModelVariant variant, SourceText text, Definitions blocks)
{
    private readonly List<Diagnostic> _diagnostics = [];

    public IReadOnlyList<Diagnostic> Diagnostics => _diagnostics;

    /// <summary>What is known of a model with mistakes.</summary>
    public BrokenModel Remains { get; private set; } = new(variant.Name, variant.Place, null, null, TakesLabels: false, []);

    private bool HasErrors => _diagnostics.Any(d => d.Severity == Severity.Error);

    /// <summary>The model, or null where it has mistakes.</summary>
    public BoundModel? Bind(CancellationToken cancellation)
    {
        var isParsed = variant.Body.All(s => s is not BrokenStatement);
        var numbers = new NumberScope();
        ConstantReader.Read(variant.Body, numbers, variant.Column, variant.Columns, text, _diagnostics);
        var settings = new ModelSettings(variant, text, numbers, _diagnostics);
        if (settings.Inputs.Count == 0)
        {
            if (isParsed) _diagnostics.Add(Catalogue.MissingInput(variant.Place, variant.Name));
            settings.Inputs.Add((new Identifier(variant.Place, "input"), null));
        }

        var context = new BodyContext(text, blocks, numbers, [.. settings.Inputs.Select(i => i.Name)], variant.Column, variant.Columns);
        var mistakes = _diagnostics.Count;
        var expanded = Expansion.Expand(variant.Body, context, _diagnostics);
        if (expanded.Places.Count == 0 && isParsed && _diagnostics.Count == mistakes) _diagnostics.Add(Catalogue.NoLayers(variant.Place, variant.Name));
        var types = new BlockTypes(text);
        var body = new PreparedBody(expanded, new LayerSettings(variant.Body, text, blocks.Layers, _diagnostics), types, _diagnostics) { InputNames = context.Inputs };
        BodyBinder Binder(PreparedBody of, BlockTypes blockTypes, ICollection<Diagnostic> reports) =>
            new(of, [.. settings.Inputs.Select(i => i.Shape)], () => Follow.Nothing, blockTypes, text, variant.Body.OfType<BrokenStatement>(), reports);
        if (body.HasHoles)
        {
            body = new Holes(body, settings.ExpectedOutput(variant.Column), trial => Binder(trial, new BlockTypes(text), [])).Fill(_diagnostics);
            expanded = body.Body;
        }

        var binder = Binder(body, types, _diagnostics);
        binder.Bind(cancellation);
        var (outputs, names) = Outputs(settings, expanded);
        var terms = new LossBinder(text, expanded, binder, outputs, new Arithmetic(numbers, _diagnostics), _diagnostics).Bind(settings.Loss, variant.Place);
        CheckNames(binder.Names, expanded, binder);
        if (isParsed && !HasErrors && binder.IsWhole && expanded.Places.Count > 0)
        {
            var lossPlaces = terms.SelectMany(t => t.Places).ToArray();
            ReportUnused(expanded, body, [.. outputs, .. lossPlaces], binder.Names);
            var bound = binder.Build(outputs, lossPlaces, out var nodes);
            var model = new BoundModel(variant.Name, text, variant.Place, bound, names, Losses(terms, expanded, nodes), settings.IsReduced);
            new Expectations(model, variant.Column, _diagnostics).Check(settings.Expectations);
            if (!HasErrors)
            {
                _diagnostics.AddRange(Warnings.Of(model));
                return model;
            }
        }

        Remains = new BrokenModel(variant.Name, variant.Place, settings.Inputs[0].Shape, binder.ShapeOf(outputs[0]), terms.Any(t => t.Outside == TargetKind.Labels), binder.Holders());
        return null;
    }

    /// <summary>The places of the outputs and what they are called: those that a line names, or the end of the last chain.</summary>
    private (IReadOnlyList<int> Places, IReadOnlyList<string> Names) Outputs(ModelSettings settings, ExpandedBody body)
    {
        var (places, names) = (new List<int>(), new List<string>());
        foreach (var output in settings.Outputs)
        {
            if (!body.Values.TryGet(output.Text, out var place)) _diagnostics.Add(Catalogue.UnknownValue(output.Span, output.Text, Spelling.Closest(output.Text, body.Values.Names)));
            else if (names.Contains(output.Text)) _diagnostics.Add(Catalogue.RepeatedSetting(output.Span, output.Text, text.LineOf(settings.Outputs[0].Span)));
            else
            {
                places.Add(place);
                names.Add(output.Text);
            }
        }

        return places.Count > 0 ? (places, names) : ([body.End], ["output"]);
    }

    /// <summary>
    /// The terms of the loss with their nodes. All that take labels share them; a wanted value is called after the value it is held against, where
    /// there are several; whether values belong together after all of them.
    /// </summary>
    private static IReadOnlyList<BoundLoss> Losses(IReadOnlyList<LossTerm> terms, ExpandedBody body, Func<int, BoundNode> nodes)
    {
        var several = terms.Count(t => t.Outside == TargetKind.Values) > 1;
        return terms.Select(t => new BoundLoss(t.Function, t.Call, t.Places.Select(nodes).ToArray(), t.Written, t.Outside, TargetOf(t))).ToArray();

        string? TargetOf(LossTerm term) => term.Outside switch
        {
            TargetKind.None => null,
            TargetKind.Labels => "labels",
            TargetKind.Agreement => "same" + string.Concat(term.Places.Select(place => Naming.Pascal(NameOf(place) ?? ""))),
            _ => several ? NameOf(term.Places[0]) ?? "target" : "target",
        };

        string? NameOf(int place) => place < 0 ? null : body.Places[place].ValueName?.Text;
    }

    private void CheckNames(IReadOnlyList<string> names, ExpandedBody body, BodyBinder binder)
    {
        if (ReservedNames.IsType(variant.Name)) _diagnostics.Add(Catalogue.ReservedName(variant.Place, variant.Name, $"the runtime's type '{variant.Name}'"));
        else if (ReservedNames.IsDeclared(variant.Name)) _diagnostics.Add(Catalogue.ReservedName(variant.Place, variant.Name, $"the generated class's member '{variant.Name}'"));
        var places = new Dictionary<string, SourceSpan>(StringComparer.Ordinal);
        for (var i = 0; i < names.Count; i++)
        {
            if (names[i].Length == 0) continue;
            var property = Naming.Pascal(names[i]);
            var given = body.Places[i].GivenName?.Span;
            var place = given ?? body.Places[i].Span;
            var isProperty = binder.IsProperty(i);
            if (isProperty && ReservedNames.IsMember(property)) _diagnostics.Add(Catalogue.ReservedName(place, names[i], $"the generated class's member '{property}'"));
            else if (isProperty && property == variant.Name) _diagnostics.Add(Catalogue.ReservedName(given ?? variant.Place, property, given is null ? $"its own layer '{names[i]}'" : "its own class"));
            else if (places.TryGetValue(property, out var first)) _diagnostics.Add(Catalogue.NameTaken(place, names[i], text.LineOf(first)));
            else places.Add(property, place);
        }
    }

    /// <summary>Warns of values that no output needs, and of nets that nobody applies.</summary>
    private void ReportUnused(ExpandedBody body, PreparedBody prepared, IReadOnlyList<int> outputs, IReadOnlyList<string> names)
    {
        foreach (var net in body.Values.Nets.Values.Where(n => n.Applications == 0)) _diagnostics.Add(Catalogue.UnusedNet(net.Syntax.Name.Span, net.Syntax.Name.Text));
        for (var i = 0; i < body.Places.Count; i++)
        {
            var place = body.Places[i];
            if (prepared.UsersOf(i).Count > 0 || outputs.Contains(i) || place.Role is PlaceRole.AutoNormalisation or PlaceRole.AutoConvolution) continue;
            _diagnostics.Add(Catalogue.UnusedValue(place.ValueName?.Span ?? place.Span, place.ValueName?.Text ?? names[i]));
        }
    }
}
