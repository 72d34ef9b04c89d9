using ModelDsl.Graphs;
using ModelDsl.Ops;

namespace ModelDsl.Optimisation;

/// <summary>Puts the changes of layout where feature maps in blocks meet operations that want them plain, and where they come in and go out.</summary>
internal sealed class Layouts
{
    private readonly Graph _graph;
    private readonly Dictionary<Value, Value> _plain = [];

    private Layouts(Graph graph) => _graph = graph;

    /// <param name="graph">Changed in place.</param>
    /// <param name="isNetwork">Whether arguments and results are a network's, which are plain, and not a block's.</param>
    public static void Apply(Graph graph, bool isNetwork)
    {
        var layouts = new Layouts(graph);
        foreach (var node in graph.Nodes.ToArray())
        {
            if (node.Op is LeafOp ? isNetwork : !node.Op.TakesBlocks(node)) layouts.KeepPlain(node);
        }

        if (isNetwork) layouts.ReturnPlain();
    }

    private void KeepPlain(Node node)
    {
        foreach (var input in node.Inputs.Where(i => Layout.IsBlocked(i.Type)).Distinct().ToArray()) _graph.ReplaceIn(node, input, PlainOf(input, before: node));
        foreach (var output in node.Outputs.Where(o => Layout.IsBlocked(o.Type)))
        {
            var blocked = Append(new ToBlocked(), output, "Blocked", before: node.Next);
            _graph.Replace(output, blocked, except: blocked.Producer);
            _plain[blocked] = output;
        }
    }

    private void ReturnPlain()
    {
        for (var i = 0; i < _graph.Results.Count; i++)
        {
            if (Layout.IsBlocked(_graph.Results[i].Type)) _graph.Results[i] = PlainOf(_graph.Results[i], before: null);
        }
    }

    private Value PlainOf(Value value, Node? before)
    {
        if (_plain.TryGetValue(value, out var plain)) return plain;
        return _plain[value] = Append(new ToPlain(), value, "Plain", before);
    }

    private Value Append(Op op, Value value, string addition, Node? before)
    {
        var result = _graph.Add(op, value.Producer.Origin, [value], before).Outputs[0];
        result.Name = value.Name + addition;
        return result;
    }
}
