using System.Text;

namespace ModelDsl.Graphs;

/// <summary>Prints a graph for people and snapshots: a line an operation, with the types of what it makes.</summary>
public static class GraphPrinter
{
    public static string Print(Graph graph)
    {
        var text = new StringBuilder();
        foreach (var node in graph.Nodes) text.Append(Line(node)).Append('\n');
        return text.Append("results ").Append(string.Join(", ", graph.Results.Select(r => r.Name))).Append('\n').ToString();
    }

    /// <summary><c>conv1 Nx6x28x28 = Convolution(x, conv1Weight, conv1Bias, pad: 2)</c>.</summary>
    public static string Line(Node node) => node.Op.IsEffect
        ? node.Op.Describe(node)
        : $"{string.Join(", ", node.Outputs.Select(o => $"{o.Name} {o.Type}"))} = {node.Op.Describe(node)}";
}
