using ModelDsl.Binding;
using ModelDsl.Graphs;
using ModelDsl.Ops;

namespace ModelDsl.Differentiation;

/// <summary>
/// Reverse-mode differentiation of a forward graph, at build time: walks it backwards, asks each operation for its gradient rule and appends what
/// comes back. The result is one joint graph of forward and backward operations.
/// </summary>
public sealed class Backpropagation
{
    private readonly Graph _graph;
    private readonly HashSet<Value> _wanted;
    private readonly Dictionary<Value, Value> _gradients = [];

    private Backpropagation(Graph graph, IEnumerable<Value> withRespectTo)
    {
        _graph = graph;
        _wanted = DependentsOf(graph, withRespectTo);
    }

    /// <summary>Appends the backward pass.</summary>
    /// <param name="graph">The forward graph; grows in place.</param>
    /// <param name="seeds">Values and their gradients, given from outside; none when the graph ends in a loss.</param>
    /// <param name="losses">The losses that the graph ends in, where it does.</param>
    /// <param name="withRespectTo">The leaves whose gradients are wanted.</param>
    /// <returns>The gradient of each leaf that has one.</returns>
    public static IReadOnlyDictionary<Value, Value> Append(Graph graph, IReadOnlyList<(Value Of, Value Gradient)> seeds, IReadOnlyList<Node> losses, IReadOnlyList<Value> withRespectTo)
    {
        var pass = new Backpropagation(graph, withRespectTo);
        foreach (var (of, gradient) in seeds) pass._gradients[of] = gradient;
        var forward = graph.Nodes.ToArray();
        for (var i = forward.Length - 1; i >= 0; i--)
        {
            var node = forward[i];
            if (!node.Inputs.Any(pass._wanted.Contains)) continue;
            if (losses.Contains(node) || node.Outputs.Any(pass._gradients.ContainsKey)) node.Op.Differentiate(new GradientBuilder(pass, node));
        }

        return withRespectTo.Where(pass._gradients.ContainsKey).ToDictionary(leaf => leaf, leaf => pass._gradients[leaf]);
    }

    internal Value? GradientOf(Value value) => _gradients.TryGetValue(value, out var gradient) ? gradient : null;

    internal bool Wants(Value value) => _wanted.Contains(value);

    internal Node Append(Op op, BoundNode? origin, IReadOnlyList<Value> inputs)
    {
        var node = _graph.Add(op, origin, inputs);
        for (var i = 0; i < node.Outputs.Length; i++) node.Outputs[i].Name = Naming.Backward(origin, op.OutputNames[i]);
        return node;
    }

    internal void Contribute(Value value, Value gradient, BoundNode? origin)
    {
        if (!_wanted.Contains(value)) return;
        var sum = _gradients.TryGetValue(value, out var earlier) ? Append(new Add(), origin, [earlier, gradient]).Outputs[0] : gradient;
        sum.Name = Naming.GradientOf(value);
        _gradients[value] = sum;
    }

    /// <summary>Everything that depends on the given leaves: what has a gradient at all.</summary>
    private static HashSet<Value> DependentsOf(Graph graph, IEnumerable<Value> leaves)
    {
        var dependents = new HashSet<Value>(leaves);
        foreach (var node in graph.Nodes)
        {
            if (!node.Inputs.Any(dependents.Contains)) continue;
            foreach (var output in node.Outputs) dependents.Add(output);
        }

        return dependents;
    }
}
