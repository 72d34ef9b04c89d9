using ModelDsl.Graphs;
using ModelDsl.Ops;

namespace ModelDsl.Optimisation;

/// <summary>Decides the order, when each value dies, and what may be computed in place.</summary>
public static class Planner
{
    /// <param name="nodes">The operations the method runs, dead code removed.</param>
    /// <param name="arguments">Leaves, and values of other methods, that it is called with.</param>
    /// <param name="owned">Arguments that are the method's to release: what a backward pass takes over from the forward one.</param>
    /// <param name="results">What it hands back; never released here.</param>
    public static Plan Make(IEnumerable<Node> nodes, IReadOnlyList<Value> arguments, IReadOnlyList<Value> owned, IReadOnlyList<Value> results)
    {
        var order = EffectsSoon(nodes.Where(n => n.Op is not LeafOp).ToArray());
        var lives = new Lifetimes(order, owned, results);
        var steps = new PlanStep[order.Count];
        for (var i = 0; i < steps.Length; i++)
        {
            var node = order[i];
            var reuse = MayReuse(node) && lives.IsFreeAfter(node.Inputs[0], i) && !lives.ReadsMemoryAgain(node);
            steps[i] = new PlanStep(node, reuse, Releases(node, reuse, lives.DyingAt(i)));
        }

        return new Plan(steps, arguments, results, Occupancy.Fullest(steps, owned));
    }

    /// <summary>An output takes the place of an input of its own shape only: stretched arithmetic makes a larger one.</summary>
    private static bool MayReuse(Node node) => node.Op.Reuse switch
    {
        InputReuse.None => false,
        InputReuse.ForOutput => node.Inputs[0].Type == node.Outputs[0].Type,
        _ => true,
    };

    /// <summary>What a step releases behind it: not what it has handed over, and not what a block keeps, whose backward pass does.</summary>
    private static IReadOnlyList<Value> Releases(Node node, bool reuse, IReadOnlyList<Value> dying)
    {
        if (node.Op is GradientEffect) return [];
        var taken = reuse && node.Op.Reuse == InputReuse.TakesOver ? node.Inputs[0] : null;
        return dying.All(v => v != taken && v.Type.Element != Element.State) ? dying : [.. dying.Where(v => v != taken && v.Type.Element != Element.State)];
    }

    /// <summary>
    /// Brings each update of a parameter directly behind the last operation that reads the parameter or makes its gradient: the gradient is freed
    /// at once, and nothing sees the new weights too early.
    /// </summary>
    private static IReadOnlyList<Node> EffectsSoon(IReadOnlyList<Node> nodes)
    {
        var lastUse = new Dictionary<ParameterLeaf, Node>();
        var behind = new Dictionary<Node, List<Node>>();
        var place = new Dictionary<Node, int>();
        foreach (var node in nodes)
        {
            if (node.Op is GradientEffect) continue;
            place[node] = place.Count;
            foreach (var input in node.Inputs)
            {
                if (input.Producer.Op is ParameterLeaf leaf) lastUse[leaf] = node;
            }
        }

        foreach (var effect in nodes.Where(n => n.Op is GradientEffect))
        {
            var made = effect.Inputs[0].Producer;
            var read = lastUse[((GradientEffect)effect.Op).Parameter];
            var last = place[made] > place[read] ? made : read;
            if (!behind.TryGetValue(last, out var effects)) behind.Add(last, effects = []);
            effects.Add(effect);
        }

        var order = new List<Node>(nodes.Count);
        foreach (var node in nodes)
        {
            if (node.Op is GradientEffect) continue;
            order.Add(node);
            if (behind.TryGetValue(node, out var effects)) order.AddRange(effects);
        }

        return order;
    }
}
