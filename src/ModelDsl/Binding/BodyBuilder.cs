using ModelDsl.Graphs;
using ModelDsl.Layers;
using ModelDsl.Ops;
using ModelDsl.Text;

namespace ModelDsl.Binding;

/// <summary>From places whose shapes are known to nodes: names, inputs, and equal blocks behind each other taken together.</summary>
internal sealed class BodyBuilder
{
    private readonly PreparedBody _body;
    private readonly IReadOnlyList<Place> _places;
    private readonly IReadOnlyList<BoundPlace?> _bound;
    private readonly SourceText _text;
    private readonly IReadOnlyList<string> _names;
    private readonly IReadOnlyList<BoundNode> _inputs;
    private readonly BoundNode?[] _nodes;
    private readonly HashSet<int> _kept = [];

    public BodyBuilder(PreparedBody body, IReadOnlyList<BoundPlace?> bound, IReadOnlyList<string> names, IReadOnlyList<BoundNode> inputs, SourceText text)
    {
        _body = body;
        _places = body.Body.Places;
        _bound = bound;
        _text = text;
        _names = names;
        _inputs = inputs;
        _nodes = new BoundNode?[_places.Count];
    }

    public BoundBody Build(IReadOnlyList<int> outputs, IReadOnlyList<int> besides)
    {
        _kept.UnionWith(outputs.Concat(besides));
        var needed = Needed(_kept);
        var nodes = new List<BoundNode>();
        for (var i = 0; i < _places.Count; i++)
        {
            if (!needed.Contains(i) || _bound[i]!.Alias is not null) continue;
            var node = Node(i);
            if (node is BlockNode { Count: > 1 } && ReferenceEquals(nodes.Last(), _nodes[_places[i].Inputs[0]])) nodes.RemoveAt(nodes.Count - 1);
            _nodes[i] = node;
            nodes.Add(node);
        }

        return new BoundBody([.. _inputs.OfType<InputNode>()], nodes, [.. outputs.Select(NodeAt)]);
    }

    /// <summary>The node of a place, once all are built.</summary>
    public BoundNode NodeAt(int place)
    {
        while (place >= 0 && _bound[place]!.Alias is { } alias) place = alias;
        return place < 0 ? _inputs[-1 - place] : _nodes[place]!;
    }

    private BoundNode Node(int index)
    {
        var (place, bound) = (_places[index], _bound[index]!);
        if (bound.Type is { } type)
        {
            var before = NodeAt(place.Inputs[0]);
            return before is BlockNode run && Continues(run, place, index)
                ? new BlockNode(run.Name, type, run.Count + 1, run.Input, run.Written, _text, run.Span)
                : new BlockNode(_names[index], type, 1, before, place.Written, _text, place.Span);
        }

        var inputs = place.Role is PlaceRole.AutoConvolution or PlaceRole.PadShortcut ? [NodeAt(place.Inputs[0])] : place.Inputs.Select(NodeAt).ToArray();
        var shared = place.Shared >= 0 ? (LayerNode)_nodes[place.Shared]! : null;
        // What is not learned, a table of positions, may differ between a net's uses; then each has its own.
        if (shared is not null && shared.Layer.Holder != bound.Layer!.Holder) shared = null;
        return new LayerNode(_names[index], place.Kind!, bound.Layer!, inputs, place.Written, _text, place.Span, shared)
        {
            GivenOptions = _body.Options[index]?.Keys.ToArray() ?? [],
            Penalties = new WeightPenalties(Strength(index, "l1"), Strength(index, "l2")),
        };
    }

    /// <summary>How strongly a layer's own options penalise its weights.</summary>
    private double Strength(int index, string option) =>
        _body.Options[index] is { } options && options.TryGetValue(option, out var given)
            ? OptionReader.NumberOf(given.Values[0]) ?? 0
            : 0;

    /// <summary>Whether a block is the same as the one before it, which nobody else reads, and has the next number.</summary>
    private bool Continues(BlockNode run, Place place, int index)
    {
        var before = place.Inputs[0];
        return before >= 0 && !_kept.Contains(before) && run.Type == _bound[index]!.Type && _body.UsersOf(before).Count == 1 && _places[before].ValueName is null && place.GivenName is null
            && _names[index] == LayerNames.Following(run.Name, run.Count);
    }

    /// <summary>The places that an output needs.</summary>
    private HashSet<int> Needed(IEnumerable<int> outputs)
    {
        var needed = new HashSet<int>();
        var open = new Stack<int>(outputs);
        while (open.Count > 0)
        {
            var place = open.Pop();
            if (place < 0 || !needed.Add(place)) continue;
            if (_bound[place]?.Alias is { } alias) open.Push(alias);
            else if (_places[place].Role is PlaceRole.AutoConvolution or PlaceRole.PadShortcut) open.Push(_places[place].Inputs[0]);
            else foreach (var input in _places[place].Inputs) open.Push(input);
            if (_places[place].Shared >= 0) open.Push(_places[place].Shared);
        }

        return needed;
    }
}
