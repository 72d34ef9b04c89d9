using ModelDsl.Graphs;
using ModelDsl.Ops;

namespace ModelDsl.Optimisation;

/// <summary>A rewrite of a joint graph around one node; true when it changed something.</summary>
public sealed record RewriteRule(string Name, Func<Graph, Node, bool> TryApply);

/// <summary>Operations that are one in the runtime, as rules over the joint graph of forward and backward pass.</summary>
public static class Fusion
{
    public static IReadOnlyList<RewriteRule> Rules { get; } =
    [
        new("f(conv(x)), f(fc(x)), f(bn(x)): the activation is applied where the sum is made", FoldActivation),
        new("backward of f, then of conv, fc or bn: the slope is applied where the gradient is read", FoldActivationGradient),
    ];

    public static void Apply(Graph graph)
    {
        foreach (var rule in Rules)
        {
            foreach (var node in graph.Nodes.ToArray()) rule.TryApply(graph, node);
        }
    }

    /// <summary>Needs the activation to be the sum's only user, and its slope to come from the output: the sum itself is never seen.</summary>
    private static bool FoldActivation(Graph graph, Node node)
    {
        if (node.Op is not Activate { Function: { SlopeFromOutput: true } function }) return false;
        var sum = node.Inputs[0];
        var host = sum.Producer;
        if (host.Op is not IActivationHost { Activation: null } carrier || sum.Index != 0 || sum.Users.Count != 1) return false;
        var fused = graph.Add(carrier.With(function), host.Origin, host.Inputs, before: host);
        for (var i = 0; i < fused.Outputs.Length; i++)
        {
            fused.Outputs[i].Name = host.Outputs[i].Name;
            graph.Replace(host.Outputs[i], fused.Outputs[i]);
        }

        graph.Replace(node.Outputs[0], fused.Outputs[0]);
        graph.Remove(node);
        graph.Remove(host);
        return true;
    }

    /// <summary>Only for an activation that was itself folded into the same layer: its output is then the fused one.</summary>
    private static bool FoldActivationGradient(Graph graph, Node node)
    {
        if (node.Op is not IActivationGradientHost { Activation: null } carrier) return false;
        var gradient = node.Inputs[0];
        if (gradient.Producer is not { Op: ActivateBackward { Function: { SlopeFromOutput: true } function } } slope) return false;
        var output = slope.Inputs[1];
        if (output.Producer.Op is not IActivationHost { Activation: not null } || gradient.Users.Count != 1) return false;
        var fused = graph.Add(carrier.With(function), node.Origin, [slope.Inputs[0], .. node.Inputs.Skip(1), output], before: node);
        for (var i = 0; i < fused.Outputs.Length; i++)
        {
            fused.Outputs[i].Name = node.Outputs[i].Name;
            graph.Replace(node.Outputs[i], fused.Outputs[i]);
        }

        graph.Remove(node);
        graph.Remove(slope);
        return true;
    }
}
