using ModelDsl.Binding;
using ModelDsl.Differentiation;
using ModelDsl.Graphs;
using ModelDsl.Ops;

namespace ModelDsl.Optimisation;

/// <summary>A forward and a backward pass that are two methods: which operations are whose, and what goes from one to the other.</summary>
/// <param name="Gradient">The gradient of the output, which the backward pass is given.</param>
/// <param name="Output">What the forward pass gives.</param>
/// <param name="InputGradient">What the backward pass gives; null where the input has none.</param>
/// <param name="Forward">The forward pass's operations.</param>
/// <param name="Backward">The backward pass's: all that depend on the gradient.</param>
/// <param name="Saved">What the backward pass reads of the forward one, input and output among it.</param>
internal sealed record JointGraph(
    Value Gradient, Value Output, Value? InputGradient, IReadOnlyList<Node> Forward, IReadOnlyList<Node> Backward, IReadOnlyList<Value> Saved)
{
    /// <param name="lowered">The forward pass.</param>
    /// <param name="effect">What is done with a parameter's gradient.</param>
    public static JointGraph Append(LoweredBody lowered, Func<ParameterLeaf, GradientEffect> effect)
    {
        var graph = lowered.Graph;
        var gradient = graph.Add(new Argument("gradient", lowered.Output.Type), origin: null, []).Outputs[0];
        gradient.Name = "dOutput";
        var gradients = Backpropagation.Append(graph, (lowered.Output, gradient), losses: [], [lowered.Input, .. lowered.Parameters, .. lowered.Blocks]);
        graph.Results.Add(lowered.Output);
        if (gradients.TryGetValue(lowered.Input, out var inputGradient)) graph.Results.Add(inputGradient);
        Effects.Add(graph, lowered, gradients, effect);
        Fusion.Apply(graph);
        graph.RemoveDeadCode();

        var behind = UsersOf(graph, gradient.Producer);
        var forward = graph.Nodes.Where(n => !behind.Contains(n)).ToArray();
        var backward = graph.Nodes.Where(behind.Contains).ToArray();
        var read = new HashSet<Value>(backward.SelectMany(n => n.Inputs));
        var saved = forward.Where(n => n.Op is Argument or not LeafOp).SelectMany(n => n.Outputs).Where(read.Contains).ToArray();
        return new JointGraph(gradient, graph.Results[0], graph.Results.Count > 1 ? graph.Results[1] : null, forward, backward, saved);
    }

    /// <summary>A node and all that depend on it.</summary>
    private static HashSet<Node> UsersOf(Graph graph, Node source)
    {
        var users = new HashSet<Node> { source };
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
