using ModelDsl.Diagnostics;
using ModelDsl.Graphs;
using ModelDsl.Layers;
using ModelDsl.Syntax;
using ModelDsl.Text;

namespace ModelDsl.Binding;

/// <summary>Finds the shape of every place of a body. Behind a mistake whose shape is unknown it goes on checking what it can.</summary>
internal sealed class BodyBinder(
    PreparedBody body, IReadOnlyList<Shape?> inputs, Func<Follow> end, BlockTypes blocks, SourceText text, IEnumerable<BrokenStatement> broken,
    ICollection<Diagnostic> diagnostics)
{
    private readonly IReadOnlyList<Place> _places = body.Body.Places;
    private readonly BoundPlace?[] _bound = new BoundPlace?[body.Body.Places.Count];
    private readonly Shape?[] _shapes = new Shape?[body.Body.Places.Count];
    private IReadOnlyList<string>? _names;
    private readonly int[] _broken = [.. broken.Select(b => b.Span.Start)];

    public void Bind(CancellationToken cancellation)
    {
        for (var i = 0; i < _places.Count; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            BindPlace(i);
            _shapes[i] ??= _bound[i]?.Output;
        }
    }

    /// <summary>The shape at a place, or of an input; null where it is unknown.</summary>
    public Shape? ShapeOf(int place) => place == Expansion.Nowhere ? null : place < 0 ? inputs[-1 - place] : _shapes[place];

    /// <summary>Whether all is bound: also a mistake that is reported elsewhere, in a block's own lines, leaves a hole.</summary>
    public bool IsWhole => _bound.All(b => b is not null);

    /// <summary>The names of the places.</summary>
    public IReadOnlyList<string> Names => _names ??= LayerNames.Assign(_places, _bound, inputs, body.IsBlock, body.TakenNames);

    /// <summary>The nodes, once all is bound without a mistake, of a body that gives the value at its end.</summary>
    public BoundBody Build() => Build(InputNodes(), [body.Body.End], [], out _);

    /// <summary>Nodes for what the body is given.</summary>
    public IReadOnlyList<BoundNode> InputNodes() =>
        [.. inputs.Select((shape, i) => new InputNode(body.InputNames[i].Text, shape!, text, body.InputNames[i].Span))];

    /// <summary>The nodes of a body with several outputs.</summary>
    /// <param name="given">What it is given.</param>
    /// <param name="outputs">The places of its outputs.</param>
    /// <param name="besides">Places that are needed besides.</param>
    /// <param name="nodes">The node of each place.</param>
    public BoundBody Build(IReadOnlyList<BoundNode> given, IReadOnlyList<int> outputs, IReadOnlyList<int> besides, out Func<int, BoundNode> nodes)
    {
        var builder = new BodyBuilder(body, _bound, Names, given, text);
        nodes = builder.NodeAt;
        return builder.Build(outputs, besides);
    }

    /// <summary>The kind of layer that a block ends in; null for what is no block.</summary>
    public LayerKind? EndOf(int place)
    {
        var end = place < 0 ? null : _bound[place]?.Type?.Body.End;
        while (end is BlockNode block) end = block.Type.Body.End;
        return (end as LayerNode)?.Kind;
    }

    /// <summary>Whether the generated class has a property for a place.</summary>
    public bool IsProperty(int place) => _bound[place] is { Type: not null } or { Layer.Holder: not null };

    /// <summary>The properties of the layers that could be bound.</summary>
    public IReadOnlyList<(string Property, ParameterHolder Holder)> Holders() => Enumerable.Range(0, _places.Count)
        .Where(i => _bound[i]?.Layer?.Holder is not null).Select(i => (Naming.Pascal(Names[i]), _bound[i]!.Layer!.Holder!)).ToArray();

    private void BindPlace(int index)
    {
        var place = _places[index];
        if (place.Filled is not null) return;
        var given = place.Inputs.Select(ShapeOf).ToArray();
        if (given.Any(s => s is null) || BehindMistake(place))
        {
            if (place.Kind is not null && body.Options[index] is not null) _shapes[index] = place.Kind.OutputOfUnknownInput(Call(index));
            return;
        }

        var known = given.Select(s => s!).ToArray();
        if (place.Block is not null)
        {
            if (blocks.Bind(place, body.Settings, known[0], () => body.After(index, end), diagnostics) is { } type) _bound[index] = new(type.Output) { Type = type };
            return;
        }

        if (place.Role is PlaceRole.AutoConvolution or PlaceRole.AutoNormalisation or PlaceRole.PadShortcut)
        {
            _bound[index] = Shortcuts.Bind(place, known, _bound, diagnostics);
            return;
        }

        // What is misspelt leaves the shape as it is where the layer that is meant does.
        if (place.Meant is { Role: LayerRole.Activation or LayerRole.Softmax or LayerRole.Normalisation }) _shapes[index] = known[0];
        if (place.Kind is null || body.Options[index] is null) return;
        if (place.Role == PlaceRole.Residual && !known[0].Equals(known[1]))
        {
            diagnostics.Add(Catalogue.ResidualsDiffer(place.Span, known[0], known[1], Shortcuts.LineOf(place, _places, text)));
            return;
        }

        if (place.Kind.BindTo(Call(index), known) is { } layer) _bound[index] = SharesWeights(place, layer) ? Checked(place, layer) : null;
    }

    /// <summary>Whether a net's layer has the weights of its first application, as it must.</summary>
    private bool SharesWeights(Place place, Layer layer)
    {
        if (place.Shared < 0 || _bound[place.Shared]?.Layer is not { } first) return true;
        if (first.Parameters.Select(p => p.Shape).SequenceEqual(layer.Parameters.Select(p => p.Shape))) return true;
        var before = _places[place.Shared].Inputs[0];
        diagnostics.Add(Catalogue.NetShapesDiffer(place.Span, place.Written, ShapeOf(place.Inputs[0])!, ShapeOf(before)!));
        return false;
    }

    private BoundPlace? Checked(Place place, Layer layer)
    {
        if (layer.Parameters.FirstOrDefault(p => !Limits.Fits(p.Shape)) is { } large)
        {
            diagnostics.Add(Catalogue.TooLarge(place.Span, $"the {large.Property.ToLowerInvariant()} of {place.Written}", large.Shape.ToString()));
            return null;
        }

        if (Limits.Fits(layer.Output)) return new(layer.Output) { Layer = layer };
        diagnostics.Add(Catalogue.TooLarge(place.Span, $"the output of {place.Written}", layer.Output.ToString()));
        return null;
    }

    /// <summary>Whether a line with a syntax error stands between a layer and the one it continues: what that line gives is unknown.</summary>
    private bool BehindMistake(Place place)
    {
        if (_broken.Length == 0) return false;
        var from = place.Inputs[0] < 0 ? 0 : _places[place.Inputs[0]].Span.Start;
        return _broken.Any(b => b > from && b < place.Span.Start);
    }

    private string NameOfInput(Place place) => place.Inputs.Count == 0 || place.Inputs[0] == Expansion.Nowhere ? "input" : body.InputNames[-1 - place.Inputs[0]].Text;

    private LayerCall Call(int index)
    {
        var place = _places[index];
        var follow = place.Kind!.Role == LayerRole.Weighted ? body.After(index, end) : default;
        ICollection<Diagnostic> reports = body.IsMisread(index) ? [] : diagnostics;
        var own = new LayerCall(place.Syntax, place.Written, body.Options[index]!, reports);
        var carried = place.Kind.Role != LayerRole.Weighted || follow.IsLinear || own.Switch("linear") ? null : body.Settings.Activation;
        return new LayerCall(place.Syntax, place.Written, body.Options[index]!, reports)
        {
            Activation = body.Settings.Activation,
            Carried = carried,
            Met = carried ?? follow.Met,
            Before = place.Inputs.Count == 0 || place.Inputs[0] < 0 ? NameOfInput(place) : text[_places[place.Inputs[0]].Span],
        };
    }
}

/// <summary>What a place came to: a layer, a block, or nothing but the value of another place.</summary>
internal sealed record BoundPlace(Shape Output)
{
    public Layer? Layer { get; init; }

    public BlockType? Type { get; init; }

    /// <summary>The place whose value it is, where it is no layer: a shortcut that turned out to be the identity.</summary>
    public int? Alias { get; init; }
}
