using ModelDsl.Graphs;
using ModelDsl.Ops;

namespace ModelDsl.Optimisation;

/// <summary>Decides the order, when each value dies, and what may be computed in place.</summary>
public static class Planner
{
    /// <param name="graph">The graph, dead code removed.</param>
    /// <param name="nodes">The part of it this method runs.</param>
    /// <param name="arguments">Leaves, and values of other methods, that it is called with.</param>
    /// <param name="owned">Arguments that are the method's to release: what a backward pass takes over from the forward one.</param>
    /// <param name="results">What it hands back; never released here.</param>
    public static Plan Make(Graph graph, IReadOnlyList<Node> nodes, IReadOnlyList<Value> arguments, IReadOnlyList<Value> owned, IReadOnlyList<Value> results)
    {
        var order = ParametersLast(nodes.Where(n => n.Op is not LeafOp).ToArray());
        var lives = new Lifetimes(order, owned, results);
        var steps = new List<PlanStep>();
        var used = new HashSet<Value>(results.Concat(order.SelectMany(n => n.Inputs)));
        for (var i = 0; i < order.Count; i++)
        {
            var node = order[i];
            var reuse = node.Op.CanReuseInput && lives.IsFreeAfter(node.Inputs[0], i) && node.Inputs.Skip(1).All(v => !lives.SharesMemory(v, node.Inputs[0]));
            var releases = lives.DyingAt(i).Where(v => node.Op is not GradientEffect).Where(v => used.Contains(v) || v.Producer.Op is not BackwardOp).ToArray();
            steps.Add(new PlanStep(node, reuse, releases));
        }

        return new Plan(steps, arguments, results, Peak(steps, owned));
    }

    /// <summary>
    /// Brings each update of a parameter directly behind the last operation that reads the parameter or makes its gradient: the gradient is freed
    /// at once, and nothing sees the new weights too early.
    /// </summary>
    private static IReadOnlyList<Node> ParametersLast(IReadOnlyList<Node> nodes)
    {
        var order = nodes.Where(n => !n.Op.IsEffect).ToList();
        var behind = new Dictionary<Node, List<Node>>();
        foreach (var effect in nodes.Where(n => n.Op.IsEffect))
        {
            var parameter = ((GradientEffect)effect.Op).Parameter;
            var last = order.FindLastIndex(n => n == effect.Inputs[0].Producer || n.Inputs.Any(v => v.Producer.Op is ParameterLeaf leaf && leaf == parameter));
            if (!behind.TryGetValue(order[last], out var effects)) behind.Add(order[last], effects = []);
            effects.Add(effect);
        }

        return order.SelectMany(n => behind.TryGetValue(n, out var effects) ? [n, .. effects] : new[] { n }).ToArray();
    }

    private static long Peak(IReadOnlyList<PlanStep> steps, IReadOnlyList<Value> owned)
    {
        var alive = owned.Sum(Bytes);
        var peak = alive;
        foreach (var step in steps)
        {
            if (!step.Node.Op.IsView && !step.Reuse) alive += step.Node.Outputs.Sum(Bytes);
            peak = Math.Max(peak, alive);
            alive -= step.Releases.Where(v => !v.Producer.Op.IsView && !(step.Reuse && v == step.Node.Inputs[0])).Sum(Bytes);
        }

        return peak;
    }

    private static long Bytes(Value value) => value.Type.PerExample ? value.Type.Bytes : 0;
}
