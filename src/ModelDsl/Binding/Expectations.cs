using System.Globalization;
using ModelDsl.Diagnostics;
using ModelDsl.Layers;
using ModelDsl.Syntax;

namespace ModelDsl.Binding;

/// <summary>Holds a model against the figures its file expects of it.</summary>
internal sealed class Expectations(BoundModel model, int column, ICollection<Diagnostic> diagnostics)
{
    public static IReadOnlyList<string> Figures { get; } = ["params", "macs", "output"];

    public void Check(IEnumerable<ExpectationSyntax> expectations)
    {
        foreach (var figure in expectations)
        {
            var value = figure.Values[figure.Values.Count == 1 ? 0 : column];
            var name = figure.Name.Text.ToLowerInvariant();
            if (name == "output") CheckOutput(value);
            else if (value.Sizes.Count != 1) diagnostics.Add(Catalogue.FigureIsOneNumber(value.Span, name));
            else if (value.Sizes[0] != Total(name)) Report(value, name, Number(value.Sizes[0]), Number(Total(name)), Suspect(name, value.Sizes[0]), n => Cost(name, n));
        }
    }

    private void CheckOutput(DimensionsSyntax value)
    {
        if (value.Sizes.SequenceEqual(model.Output.Sizes.Select(s => (long)s))) return;
        Report(value, "output", string.Join("x", value.Sizes), model.Output.ToString(), model.OutputNode, _ => null);
    }

    private long Total(string figure) => figure == "macs" ? model.Macs : model.Parameters;

    private static long Cost(string figure, BoundNode node) => node switch
    {
        LayerNode layer when figure == "macs" => layer.Layer.Macs,
        LayerNode { SharedWith: null } layer => layer.Layer.ParameterCount,
        BlockNode block => block.Count * (figure == "macs" ? block.Type.Body.Macs : block.Type.Body.Parameters),
        _ => 0,
    };

    /// <summary>
    /// The row to look at first: one that alone accounts for the difference (a layer too many, a bias too many or missing), else the first at which
    /// the running total exceeds what is expected, else the costliest.
    /// </summary>
    private BoundNode Suspect(string figure, long expected)
    {
        var difference = Total(figure) - expected;
        var nodes = model.Body.Nodes;
        if (nodes.FirstOrDefault(n => Cost(figure, n) == difference) is { } extra) return extra;
        if (nodes.OfType<LayerNode>().FirstOrDefault(n => figure == "params" && BiasDifference(n.Layer) == difference) is { } biased) return biased;
        var running = 0L;
        foreach (var node in nodes)
        {
            running += Cost(figure, node);
            if (running > expected) return node;
        }

        return nodes.OrderByDescending(n => Cost(figure, n)).First();
    }

    /// <summary>What its bias adds, or would take away were it missing.</summary>
    private static long BiasDifference(Layer layer)
    {
        if (layer.Parameters.FirstOrDefault(p => p.Property == "Bias") is { } bias) return bias.Shape.Elements;
        return layer.Parameters.Count == 0 ? 0 : -layer.Parameters[0].Shape[0];
    }

    private void Report(DimensionsSyntax value, string figure, string expected, string actual, BoundNode row, Func<BoundNode, long?> cost)
    {
        var share = cost(row) is { } own ? $": {Number(own)} {figure}" : $" gives {row.Output}";
        var line = row.Text.LineOf(row.Span).ToString(CultureInfo.InvariantCulture);
        var written = row is LayerNode layer ? layer.Written : row is BlockNode block ? block.Written : row.Name;
        diagnostics.Add(Catalogue.ExpectationMissed(value.Span, model.Name, figure, expected, actual, $"'{row.Name}' in line {line} ({written}{share})"));
    }

    private static string Number(long value) => value.ToString("N0", CultureInfo.InvariantCulture);
}
