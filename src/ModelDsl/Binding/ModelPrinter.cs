using System.Globalization;
using System.Text;

namespace ModelDsl.Binding;

/// <summary>Prints a bound model for people and snapshots: every layer with its name, shape, parameters and cost.</summary>
public static class ModelPrinter
{
    public static string Print(BoundModel model)
    {
        var text = new StringBuilder();
        text.AppendFormat(CultureInfo.InvariantCulture, "model {0}: {1} to {2}, loss {3}, {4:N0} params, {5:N0} MACs\n", model.Name, model.Input, model.Output, model.Loss, model.Parameters, model.Macs);
        LayerNode? previous = null;
        foreach (var node in model.Layers)
        {
            var from = node.Input == previous ? "" : $" from {node.Input?.Name ?? "input"}";
            var carried = node.Layer.Carried is { } activation ? " + " + activation.Name : "";
            text.AppendFormat(
                CultureInfo.InvariantCulture, "  {0,-14} {1,-28} {2,-14} {3,14:N0} {4,18:N0}{5}\n",
                node.Name, node.Written + carried, node.Layer.Output, node.Layer.ParameterCount, node.Layer.Macs, from);
            previous = node;
        }

        return text.ToString();
    }
}
