using ModelDsl.Binding;
using ModelDsl.Differentiation;
using ModelDsl.Graphs;
using ModelDsl.Ops;

namespace ModelDsl.Optimisation;

/// <summary>A forward and a backward pass that are two methods: which operations are whose, and what goes from one to the other.</summary>
/// <param name="Gradients">The gradients of the outputs, which the backward pass is given.</param>
/// <param name="Outputs">What the forward pass gives.</param>
/// <param name="InputGradients">What the backward pass gives, one an input; null where an input has none.</param>
/// <param name="Forward">The forward pass's operations.</param>
/// <param name="Backward">The backward pass's: all that depend on a gradient.</param>
/// <param name="Saved">What the backward pass reads of the forward one, inputs and outputs among it.</param>
internal sealed record JointGraph(
    IReadOnlyList<Value> Gradients, IReadOnlyList<Value> Outputs, IReadOnlyList<Value?> InputGradients, IReadOnlyList<Node> Forward,
    IReadOnlyList<Node> Backward, IReadOnlyList<Value> Saved)
{
    /// <param name="lowered">The forward pass.</param>
    /// <param name="names">What the outputs' gradients are called.</param>
    /// <param name="effect">What is done with a parameter's gradient.</param>
    /// <param name="isNetwork">Whether it is a network's, whose arguments and results are plain, and not a block's.</param>
    public static JointGraph Append(LoweredBody lowered, IReadOnlyList<string> names, Func<ParameterLeaf, GradientEffect> effect, bool isNetwork)
    {
        var graph = lowered.Graph;
        var seeds = new List<(Value Of, Value Gradient)>();
        for (var i = 0; i < lowered.Outputs.Count; i++)
        {
            var gradient = graph.Add(new Argument("gradient", lowered.Outputs[i].Type), origin: null, []).Outputs[0];
            gradient.Name = names[i];
            seeds.Add((lowered.Outputs[i], gradient));
        }

        var gradients = Backpropagation.Append(graph, seeds, losses: [], [.. lowered.Inputs, .. lowered.Parameters, .. lowered.Blocks]);
        graph.Results.AddRange(lowered.Outputs);
        graph.Results.AddRange(lowered.Inputs.Where(gradients.ContainsKey).Select(input => gradients[input]));
        var hasGradient = lowered.Inputs.Select(gradients.ContainsKey).ToArray();
        Effects.Add(graph, lowered, gradients, effect);
        Fusion.Apply(graph);
        graph.RemoveDeadCode();
        Layouts.Apply(graph, isNetwork);
        graph.RemoveDeadCode();

        var behind = UsersOf(graph, seeds.Select(seed => seed.Gradient.Producer));
        var forward = graph.Nodes.Where(n => !behind.Contains(n)).ToArray();
        var backward = graph.Nodes.Where(behind.Contains).ToArray();
        var read = new HashSet<Value>(backward.SelectMany(n => n.Inputs));
        var saved = forward.Where(n => n.Op is Argument or not LeafOp).SelectMany(n => n.Outputs).Where(read.Contains).ToArray();
        var results = new Queue<Value>(graph.Results.Skip(lowered.Outputs.Count));
        var inputGradients = hasGradient.Select(has => has ? results.Dequeue() : null).ToArray();
        return new JointGraph([.. seeds.Select(s => s.Gradient)], [.. graph.Results.Take(lowered.Outputs.Count)], inputGradients, forward, backward, saved);
    }

    /// <summary>Nodes and all that depend on them.</summary>
    private static HashSet<Node> UsersOf(Graph graph, IEnumerable<Node> sources)
    {
        var users = new HashSet<Node>(sources);
        foreach (var node in graph.Nodes)
        {
            if (node.Inputs.Any(v => users.Contains(v.Producer))) users.Add(node);
        }

        return users;
    }
}

/// <summary>What becomes of the gradients of parameters.</summary>
internal static class Effects
{
    public static void Add(Graph graph, LoweredBody lowered, IReadOnlyDictionary<Value, Value> gradients, Func<ParameterLeaf, GradientEffect> effect)
    {
        foreach (var parameter in lowered.Parameters.Where(gradients.ContainsKey))
        {
            graph.Add(effect((ParameterLeaf)parameter.Producer.Op), parameter.Producer.Origin, [gradients[parameter]]);
        }
    }
}
