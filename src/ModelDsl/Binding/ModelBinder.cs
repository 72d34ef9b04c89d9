using ModelDsl.Diagnostics;
using ModelDsl.Graphs;
using ModelDsl.Layers;
using ModelDsl.Losses;
using ModelDsl.Syntax;
using ModelDsl.Text;

namespace ModelDsl.Binding;

/// <summary>Binds one model: its settings, its body, its outputs and loss.</summary>
internal sealed class ModelBinder(ModelDefinition definition, BoundModels models)
{
    private readonly List<Diagnostic> _diagnostics = [];
    private readonly ModelVariant _variant = definition.Variant;
    private readonly SourceText _text = definition.Text;
    private ModelBase? _base;

    public IReadOnlyList<Diagnostic> Diagnostics => _diagnostics;

    /// <summary>The model, or null where it has mistakes.</summary>
    public BoundModel? Model { get; private set; }

    /// <summary>Its activation and defaults, once it is bound.</summary>
    public LayerSettings? Settings { get; private set; }

    /// <summary>What is known of a model with mistakes.</summary>
    public BrokenModel Remains { get; private set; } = new(definition.Variant.Name, definition.Variant.Place, [(Unknown, "input")], [(Unknown, "output")], [], []);

    /// <summary>Stands for a shape that a mistake hides.</summary>
    private static Shape Unknown => Shape.Of(1);

    private bool HasErrors => _diagnostics.Any(d => d.Severity == Severity.Error);

    public void Bind(CancellationToken cancellation)
    {
        if (_variant.Base is not null)
        {
            _base = ModelBase.Of(definition, models, _diagnostics);
            // What its lines would begin with is unknown; that is the mistake.
            if (_base is null) return;
        }

        var isParsed = _variant.Body.All(s => s is not BrokenStatement);
        var numbers = new NumberScope();
        ConstantReader.Read(_variant.Body, numbers, _variant.Column, _variant.Columns, _text, _diagnostics);
        var settings = new ModelSettings(_variant, _text, numbers, _diagnostics);
        var inputs = Inputs(settings, isParsed);
        var context = new BodyContext(_text, definition.Scope, numbers, [.. inputs.Select(i => i.Name)], _variant.Column, _variant.Columns);
        var mistakes = _diagnostics.Count;
        var expanded = Expansion.Expand(_variant.Body, context, _diagnostics);
        if (expanded.Places.Count == 0 && isParsed && _diagnostics.Count == mistakes) _diagnostics.Add(Catalogue.NoLayers(_variant.Place, _variant.Name));
        var types = new BlockTypes(_text);
        Settings = new LayerSettings(_variant.Body, _text, definition.Scope.Layers, _diagnostics, _base?.Settings);
        var body = new PreparedBody(expanded, Settings, types, _diagnostics) { InputNames = context.Inputs, TakenNames = _base?.TakenNames ?? [] };
        BodyBinder Binder(PreparedBody of, BlockTypes blockTypes, ICollection<Diagnostic> reports) =>
            new(of, [.. inputs.Select(i => i.Shape)], () => Follow.Nothing, blockTypes, _text, _variant.Body.OfType<BrokenStatement>(), reports);
        if (body.HasHoles)
        {
            body = new Holes(body, settings.ExpectedOutput(_variant.Column), trial => Binder(trial, new BlockTypes(_text), [])).Fill(_diagnostics);
            expanded = body.Body;
        }

        var binder = Binder(body, types, _diagnostics);
        binder.Bind(cancellation);
        var (outputs, names) = Outputs(settings, expanded, numbers);
        var terms = new LossBinder(_text, expanded, binder, outputs, new Arithmetic(numbers, _diagnostics), _diagnostics).Bind(settings.Loss, _variant.Place);
        CheckNames(binder.Names, expanded, binder);
        CheckTargets(terms, expanded);
        if (isParsed && !HasErrors && binder.IsWhole && expanded.Places.Count > 0)
        {
            var lossPlaces = terms.SelectMany(t => t.Places).ToArray();
            ReportUnused(expanded, body, [.. outputs, .. lossPlaces], binder.Names);
            var model = _base is null ? Whole(binder.InputNodes())
                : Continued(_base, head: Whole([new InputNode("features", _base.End.Output, _text, _variant.Base!.Layer.Span)]), behind: Whole([_base.End]));
            new Expectations(model, _variant.Column, _diagnostics).Check(settings.Expectations);
            if (!HasErrors)
            {
                _diagnostics.AddRange(Warnings.Of(model));
                Model = model;
                return;
            }

            BoundModel Whole(IReadOnlyList<BoundNode> given)
            {
                var bound = binder.Build(given, outputs, lossPlaces, out var nodes);
                return new BoundModel(_variant.Name, _text, _variant.Place, bound, names, Losses(terms, expanded, nodes), settings.IsReduced ?? _base?.Model.IsReduced ?? false);
            }
        }

        Remains = Rest(binder, [.. inputs.Select(i => (i.Shape ?? Unknown, i.Name.Text))], [.. outputs.Select((place, i) => (binder.ShapeOf(place) ?? Unknown, names[i]))], Targets(terms, expanded, binder));
    }

    /// <summary>A model with mistakes, less the names that are some of them.</summary>
    private BrokenModel Rest(
        BodyBinder binder, IReadOnlyList<(Shape Shape, string Name)> inputs, IReadOnlyList<(Shape Shape, string Name)> outputs, IReadOnlyList<(TensorType Type, string Name)> targets)
    {
        bool IsProperty((string Property, ParameterHolder Holder) layer) =>
            ReservedNames.HiddenByLayer(layer.Property) is null && layer.Property != _variant.Name && (_base is null || !ReservedNames.IsOfHead(layer.Property));

        var own = new BrokenModel(
            _variant.Name, _variant.Place, Apart(inputs, ReservedNames.IsOfTuples), Apart(outputs, ReservedNames.IsOfOutputs), Apart(targets, _ => false), [.. binder.Holders().Where(IsProperty)]);
        return _base is null ? own : own with
        {
            Inputs = [.. _base.Inputs.Select(i => (i.Output, i.Name))],
            Layers = [.. _base.Holders().Where(IsProperty), .. own.Layers],
            Head = own with { Name = ReservedNames.HeadClass, Inputs = [(_base.End.Output, "features")] },
        };
    }

    private static IReadOnlyList<(T Value, string Name)> Apart<T>(IReadOnlyList<(T Value, string Name)> values, Func<string, bool> isReserved)
    {
        var taken = new HashSet<string>(StringComparer.Ordinal);
        return [.. values.Select(value => (value.Value, values.Count > 1 ? Free(value.Name) : value.Name))];

        string Free(string name)
        {
            while (isReserved(Naming.Pascal(name)) || !taken.Add(Naming.Pascal(name))) name += "_";
            return name;
        }
    }

    /// <summary>What the model's lines begin with: its inputs, or the last layer that it takes over.</summary>
    private IReadOnlyList<(Identifier Name, Shape? Shape)> Inputs(ModelSettings settings, bool isParsed)
    {
        if (_base is not null)
        {
            foreach (var (name, shape) in settings.Inputs)
            {
                if (shape is null || _base.Inputs.Any(i => i.Name == name.Text && i.Output.Equals(shape))) continue;
                _diagnostics.Add(Catalogue.InputIsOfBase(name.Span, _variant.Name, _base.Model.Name, [.. _base.Inputs.Select(i => (i.Name, i.Output))], shape));
            }

            return [(_variant.Base!.Layer, _base.End.Output)];
        }

        if (settings.Inputs.Count > 1) CheckTuple(settings.Inputs.Select(i => i.Name));
        if (settings.Inputs.Count > 0) return settings.Inputs;
        if (isParsed) _diagnostics.Add(Catalogue.MissingInput(_variant.Place, _variant.Name));
        return [(new Identifier(_variant.Place, "input"), null)];
    }

    private void CheckTuple(IEnumerable<Identifier> inputs)
    {
        var places = new Dictionary<string, SourceSpan>(StringComparer.Ordinal);
        foreach (var name in inputs)
        {
            var property = Naming.Pascal(name.Text);
            if (places.TryGetValue(property, out var first)) _diagnostics.Add(Catalogue.NameTaken(name.Span, name.Text, _text.LineOf(first)));
            else places.Add(property, name.Span);
            if (ReservedNames.IsOfTuples(property)) _diagnostics.Add(Catalogue.ReservedName(name.Span, name.Text, $"the member '{property}' of the tuple that the inputs' gradients come in"));
        }
    }

    /// <summary>A model that goes on where another's part ends.</summary>
    /// <param name="origin">The part.</param>
    /// <param name="head">What comes behind it, by itself.</param>
    /// <param name="behind">The same behind the part.</param>
    private static BoundModel Continued(ModelBase origin, BoundModel head, BoundModel behind) => behind with
    {
        Body = behind.Body with { Inputs = origin.Inputs, Nodes = [.. origin.Nodes, .. behind.Body.Nodes] },
        Base = new BoundBase(origin.Model.Name, new BoundBody(origin.Inputs, origin.Nodes, [origin.End]), head with { Name = ReservedNames.HeadClass }, origin.TakenNames),
    };

    /// <summary>The places of the outputs and what they are called: those that a line names, or the end of the last chain.</summary>
    private (IReadOnlyList<int> Places, IReadOnlyList<string> Names) Outputs(ModelSettings settings, ExpandedBody body, NumberScope numbers)
    {
        var (places, names) = (new List<int>(), new List<string>());
        foreach (var output in settings.Outputs)
        {
            if (!body.Values.TryGet(output.Text, out var place))
            {
                var meant = Spelling.Closest(output.Text, body.Values.Names);
                if (!numbers.IsWrong(output.Text)) _diagnostics.Add(Catalogue.UnknownValue(output.Span, output.Text, meant));
                if (meant is null || names.Contains(meant) || settings.Outputs.Any(o => o.Text == meant) || !body.Values.TryGet(meant, out place)) continue;
                places.Add(place);
                names.Add(meant);
            }
            else if (names.FirstOrDefault(name => name != output.Text && Naming.Pascal(name) == Naming.Pascal(output.Text)) is not null) _diagnostics.Add(Catalogue.NameTaken(output.Span, output.Text, _text.LineOf(settings.Outputs[0].Span)));
            else if (names.Contains(output.Text)) _diagnostics.Add(Catalogue.RepeatedSetting(output.Span, output.Text, _text.LineOf(settings.Outputs[0].Span)));
            else
            {
                if (settings.Outputs.Count > 1 && Naming.Pascal(output.Text) is var property && ReservedNames.IsOfOutputs(property))
                    _diagnostics.Add(Catalogue.ReservedName(output.Span, output.Text, $"the member '{property}' of the class that the outputs come in"));
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
        var targets = TargetNames(terms, body);
        return terms.Select((t, i) => new BoundLoss(t.Function, t.Call, t.Places.Select(nodes).ToArray(), t.Written, t.Outside, targets[i])).ToArray();
    }

    /// <summary>What comes from outside for terms that may not all be right.</summary>
    private static IReadOnlyList<(TensorType Type, string Name)> Targets(IReadOnlyList<LossTerm> terms, ExpandedBody body, BodyBinder shapes) =>
        [.. terms.Zip(TargetNames(terms, body), (term, name) => (Term: term, Name: name!)).Where(t => t.Name is not null)
            .GroupBy(t => t.Name).Select(same => same.First()).Select(t => (LossFunction.TargetType(t.Term.Outside, shapes.ShapeOf(t.Term.Places[0]) ?? Unknown), t.Name))];

    /// <summary>What comes from outside for each term is called so; null where nothing does.</summary>
    private static IReadOnlyList<string?> TargetNames(IReadOnlyList<LossTerm> terms, ExpandedBody body)
    {
        var several = terms.Count(t => t.Outside == TargetKind.Values) > 1;
        return [.. terms.Select(TargetOf)];

        string? TargetOf(LossTerm term) => term.Outside switch
        {
            TargetKind.None => null,
            TargetKind.Labels or TargetKind.Groups => "labels",
            TargetKind.Agreement => "same" + string.Concat(term.Places.Select(place => Naming.Pascal(NameOf(place) ?? ""))),
            _ => several ? NameOf(term.Places[0]) ?? "target" : "target",
        };

        string? NameOf(int place) => place < 0 ? null : body.Places[place].ValueName?.Text;
    }

    private void CheckNames(IReadOnlyList<string> names, ExpandedBody body, BodyBinder binder)
    {
        if (ReservedNames.HiddenByModel(_variant.Name) is { } hiddenByModel) _diagnostics.Add(Catalogue.ReservedName(_variant.Place, _variant.Name, hiddenByModel));
        if (_base is not null) CheckBase(_base);
        var places = new Dictionary<string, SourceSpan>(StringComparer.Ordinal);
        for (var i = 0; i < names.Count; i++)
        {
            if (names[i].Length == 0) continue;
            var property = Naming.Pascal(names[i]);
            var given = body.Places[i].GivenName?.Span;
            var place = given ?? body.Places[i].Span;
            var isProperty = binder.IsProperty(i);
            if (isProperty && ReservedNames.HiddenByLayer(property) is { } hidden) _diagnostics.Add(Catalogue.ReservedName(place, names[i], hidden));
            else if (isProperty && property == _variant.Name) _diagnostics.Add(Catalogue.ReservedName(given ?? _variant.Place, property, given is null ? $"its own layer '{names[i]}'" : "its own class"));
            else if (isProperty && _base is not null && ReservedNames.IsOfHead(property)) _diagnostics.Add(Catalogue.ReservedName(place, names[i], $"the generated class's member '{property}'"));
            else if (_base?.Nodes.FirstOrDefault(n => n.Property == property && n.Name != _variant.Base!.Layer.Text) is { } theirs) _diagnostics.Add(Catalogue.NameOfBase(place, names[i], _base.Model.Name, theirs.Name));
            else if (places.TryGetValue(property, out var first)) _diagnostics.Add(Catalogue.NameTaken(place, names[i], _text.LineOf(first)));
            else places.Add(property, place);
        }
    }

    /// <summary>What comes from outside are properties of the data set, as inputs are, each called after its value.</summary>
    private void CheckTargets(IReadOnlyList<LossTerm> terms, ExpandedBody body)
    {
        var targets = terms.Zip(TargetNames(terms, body), (term, name) => (Term: term, Name: name)).Where(t => t.Name is not null);
        foreach (var alike in targets.GroupBy(t => Naming.Pascal(t.Name!)))
        {
            var first = alike.First();
            if (alike.FirstOrDefault(t => t.Name != first.Name) is { Name: { } name } other) _diagnostics.Add(Catalogue.NameTaken(other.Term.Span, name, _text.LineOf(first.Term.Span)));
        }
    }

    /// <summary>What is taken over keeps its names, which may be those of the class or of what only a class with a head has.</summary>
    private void CheckBase(ModelBase origin)
    {
        foreach (var node in origin.Nodes.Where(n => n is BlockNode or LayerNode { Layer.Holder: not null }))
        {
            if (node.Property == _variant.Name) _diagnostics.Add(Catalogue.ReservedName(_variant.Place, _variant.Name, $"the layer '{node.Name}' of {origin.Model.Name}"));
            else if (ReservedNames.IsOfHead(node.Property)) _diagnostics.Add(Catalogue.ReservedName(_variant.Base!.Model.Span, node.Name, $"the generated class's member '{node.Property}'"));
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
