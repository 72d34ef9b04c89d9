using ModelDsl.Diagnostics;
using ModelDsl.Graphs;
using ModelDsl.Layers;
using ModelDsl.Text;

namespace ModelDsl.Binding;

/// <summary>What a model takes over of another: <c>from ResNet18 until gap</c>.</summary>
/// <param name="Model">The whole of the other.</param>
/// <param name="End">The last layer that is taken over.</param>
/// <param name="Nodes">That layer and all that it needs, in an order in which they can run.</param>
/// <param name="Inputs">The inputs that they need.</param>
/// <param name="Settings">The other's activation and defaults.</param>
internal sealed record ModelBase(
    BoundModel Model, BoundNode End, IReadOnlyList<BoundNode> Nodes, IReadOnlyList<InputNode> Inputs, LayerSettings Settings)
{
    /// <summary>
    /// Names of the other that no layer may have by itself: of what is taken over, and of all that learns, so that weights of the one never go to a layer of the
    /// other by chance.
    /// </summary>
    public IReadOnlyList<string> TakenNames { get; } =
    [
        .. Nodes.Concat(Model.Body.Nodes.Where(n => n is BlockNode or LayerNode { Layer.Holder: not null })).SelectMany(Names),
        .. Model.Base?.TakenNames ?? [],
    ];

    /// <summary>The properties of the layers that are taken over.</summary>
    public IEnumerable<(string Property, ParameterHolder Holder)> Holders() => Nodes.OfType<LayerNode>().Where(n => n.Layer.Holder is not null).Select(n => (n.Property, n.Layer.Holder!));

    /// <summary>What a heading says is taken over, or null where it is wrong, which is reported.</summary>
    public static ModelBase? Of(ModelDefinition definition, BoundModels models, ICollection<Diagnostic> diagnostics)
    {
        var (variant, syntax) = (definition.Variant, definition.Variant.Base!);
        if (definition.Base is not { } origin)
        {
            var known = definition.Scope.ModelNames.Where(name => name.Length > 0 && name != variant.Name).ToArray();
            diagnostics.Add(Catalogue.UnknownBase(syntax.Model.Span, syntax.Model.Text, Spelling.Closest(Naming.Pascal(syntax.Model.Text), known), known));
            return null;
        }

        if (definition.Circle() is { Count: > 0 } circle)
        {
            // One mistake, reported where the file comes to it first.
            if (circle.Where(m => m.Text == definition.Text).All(m => m.Variant.Place.Start >= variant.Place.Start)) diagnostics.Add(
                Catalogue.BaseOfItself(syntax.Model.Span, [.. circle.Select(m => m.Variant.Name), variant.Name]));
            return null;
        }

        var bound = models.Of(origin);
        if (bound.Model is not { } model)
        {
            if (origin.Text != definition.Text) diagnostics.Add(Catalogue.BrokenBase(syntax.Model.Span, origin.Variant.Name, origin.Text.Path));
            return null;
        }

        if (EndOf(model, syntax.Layer.Text) is { } end) return new ModelBase(model, end, [.. Needed(model, end)], [.. InputsOf(model, end)], bound.Settings!);
        var layers = model.Body.Nodes.SelectMany(Names).ToArray();
        diagnostics.Add(Catalogue.UnknownBaseLayer(syntax.Layer.Span, model.Name, syntax.Layer.Text, Spelling.Closest(syntax.Layer.Text, layers), layers));
        return null;
    }

    /// <summary>The layer of a name; of blocks behind each other, the run up to it.</summary>
    private static BoundNode? EndOf(BoundModel model, string name)
    {
        foreach (var node in model.Body.Nodes)
        {
            if (node is not BlockNode block)
            {
                if (node.Name == name) return node;
                continue;
            }

            for (var i = 0; i < block.Count; i++)
            {
                if (block.NameAt(i) != name) continue;
                return i == block.Count - 1 ? block : new BlockNode(block.Name, block.Type, i + 1, block.Input, block.Written, block.Text, block.Span);
            }
        }

        return null;
    }

    private static IEnumerable<BoundNode> Needed(BoundModel model, BoundNode end)
    {
        var needed = Closure(end);
        return model.Body.Nodes.Where(n => n != end && needed.Contains(n)).Append(end);
    }

    private static IEnumerable<InputNode> InputsOf(BoundModel model, BoundNode end)
    {
        var needed = Closure(end);
        return model.Body.Inputs.Where(needed.Contains);
    }

    /// <summary>A node and all it is made of; with a net's application also the first, whose weights it has.</summary>
    private static HashSet<BoundNode> Closure(BoundNode end)
    {
        var needed = new HashSet<BoundNode>();
        var open = new Stack<BoundNode>([end]);
        while (open.Count > 0)
        {
            var node = open.Pop();
            if (!needed.Add(node)) continue;
            foreach (var input in node.Inputs) open.Push(input);
            if (node is LayerNode { SharedWith: { } owner }) open.Push(owner);
        }

        return needed;
    }

    private static IEnumerable<string> Names(BoundNode node) => node is BlockNode block ? Enumerable.Range(0, block.Count).Select(block.NameAt) : [node.Name];
}
