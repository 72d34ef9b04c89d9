using System.Globalization;
using System.Text;

namespace ModelDsl.Binding;

/// <summary>Prints a bound model for people and snapshots: every layer with its name, shape, parameters and cost; its blocks each once, below.</summary>
public static class ModelPrinter
{
    public static string Print(BoundModel model)
    {
        var text = new StringBuilder();
        var inputs = string.Join(", ", model.Body.Inputs.Select(i => i.Output));
        var outputs = string.Join(", ", model.Body.Outputs.Select(o => o.Output));
        text.AppendFormat(CultureInfo.InvariantCulture, "model {0}: {1} to {2}, loss {3}, {4:N0} params, {5:N0} MACs\n", model.Name, inputs, outputs, string.Join(" + ", model.Losses.Select(l => l.Function.Name)), model.Parameters, model.Macs);
        Print(model.Body, text);
        foreach (var block in model.Body.BlockTypes())
        {
            text.AppendFormat(CultureInfo.InvariantCulture, "\nblock {0}: {1} to {2}, {3:N0} params, {4:N0} MACs\n", block.Title, block.Input, block.Output, block.Body.Parameters, block.Body.Macs);
            Print(block.Body, text);
        }

        return text.ToString();
    }

    private static void Print(BoundBody body, StringBuilder text)
    {
        BoundNode? previous = body.Inputs[0];
        foreach (var node in body.Nodes)
        {
            var from = node.Inputs.Count == 1 && node.Inputs[0] == previous ? "" : $" from {string.Join(", ", node.Inputs.Select(i => i.Name))}";
            var (written, parameters, macs) = node switch
            {
                LayerNode layer => (layer.Written + (layer.Layer.Carried is { } activation ? " + " + activation.Name : ""), layer.SharedWith is null ? layer.Layer.ParameterCount : 0, layer.Layer.Macs),
                BlockNode block => (block.Written + (block.Count > 1 ? FormattableString.Invariant($" x{block.Count}") : ""), block.Count * block.Type.Body.Parameters, block.Count * block.Type.Body.Macs),
                _ => ("", 0, 0),
            };
            text.AppendFormat(CultureInfo.InvariantCulture, "  {0,-14} {1,-28} {2,-14} {3,14:N0} {4,18:N0}{5}\n", node.Name, written, node.Output, parameters, macs, from);
            previous = node;
        }
    }
}
